package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a layer of a functional model reads. Keras 2 writes {@code [[["a", 0, 0, {}], ...]]}, Keras
 * 3 {@code [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["a", 0,
 * 0]}}], "kwargs": {}}]}: each a list of calls, and a call a list of tensors.
 */
final class KerasInbound {
  private final Settings layer;
  private final List<String> sources = new ArrayList<>();

  private KerasInbound(Settings layer) {
    this.layer = layer;
  }

  /** Names of the layers, in order. */
  static List<String> of(Settings layer, JsonNode calls) {
    if (calls.size() > 1) {
      throw layer.refused("it is called more than once; Lockstep has no layers that share weights");
    }
    KerasInbound inbound = new KerasInbound(layer);
    JsonNode call = calls.path(0);
    if (call.isObject()) {
      inbound.checkKeywords(call.path("kwargs"));
      inbound.readTensors(call.path("args"), 0);
    } else {
      inbound.readTriples(call);
    }
    return inbound.sources;
  }

  private void readTriples(JsonNode call) {
    if (call.path(0).isTextual()) {
      readTensor(call);
      return;
    }
    for (JsonNode tensor : call) {
      readTensor(tensor);
    }
  }

  /** Tensors, or lists of them. */
  private void readTensors(JsonNode values, int depth) {
    for (JsonNode value : values) {
      if (value.isArray() && depth < 2) {
        readTensors(value, depth + 1);
      } else if (value.path("class_name").asText().equals("__keras_tensor__")) {
        readTensor(value.path("config").path("keras_history"));
      } else {
        throw layer.refused("it is called with a value that is no layer's");
      }
    }
  }

  /** Name, number of the call and number of the tensor. */
  private void readTensor(JsonNode history) {
    if (!history.path(0).isTextual() || !isZero(history.path(1)) || !isZero(history.path(2))) {
      throw layer.refused("it reads something else than the one output of a layer");
    }
    checkOptions(history.path(3));
    sources.add(history.path(0).textValue());
  }

  private static boolean isZero(JsonNode number) {
    return number.isIntegralNumber() && number.intValue() == 0;
  }

  /** Keras 3 writes a layer's own {@code training=False}, which its {@code fit} overrides. */
  private void checkKeywords(JsonNode keywords) {
    for (Map.Entry<String, JsonNode> keyword :
        (Iterable<Map.Entry<String, JsonNode>>) keywords::fields) {
      JsonNode value = keyword.getValue();
      boolean isDefault = keyword.getKey().equals("training") && value.isBoolean();
      if (!value.isNull() && (!isDefault || value.booleanValue())) {
        throw layer.refused("it is called with options: " + Settings.found(keywords));
      }
    }
  }

  private void checkOptions(JsonNode options) {
    for (JsonNode value : options) {
      if (!value.isNull()) {
        throw layer.refused("it is called with options: " + Settings.found(options));
      }
    }
  }
}
