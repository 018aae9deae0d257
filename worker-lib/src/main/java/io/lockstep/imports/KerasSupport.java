package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.imports.KerasFlow.Form;
import io.lockstep.network.LayerSpec.Activation;
import java.util.Map;
import java.util.Set;

/** Settings of Keras' layers under which they compute what ours do; others are refused by name. */
final class KerasSupport {
  private static final String NESTED =
      ". A model within a model is not read: build one of its layers, with its weights";

  /** What to do where a layer of Keras' is not there. */
  private static final Map<String, String> REMEDIES =
      Map.of(
          "Rescaling",
              "; leave it out of the model and scale the data (data.normalization: {scale: 0.00392})",
          "Normalization", "; leave it out of the model and let data.normalization do it",
          "Reshape", "; give the model images of their own shape, and the plan data.shape",
          "Lambda", ". Its code is not read, let alone run",
          "Functional", NESTED,
          "Model", NESTED,
          "Sequential", NESTED);

  private static final String OTHERS = ". Save the model without it, or write model.layers";

  private KerasSupport() {}

  static String remedy(String type) {
    return REMEDIES.getOrDefault(type, OTHERS);
  }

  /** What no layer may have. */
  static void check(KerasNode node) {
    Settings layer = node.settings();
    for (Map.Entry<String, JsonNode> entry :
        (Iterable<Map.Entry<String, JsonNode>>) layer.node()::fields) {
      if (entry.getKey().endsWith("_constraint") && !entry.getValue().isNull()) {
        throw layer.refused(
            "it has a "
                + entry.getKey()
                + "; save the model without it (the plan has optimizer.max-norm)");
      }
    }
    layer.only("data_format", "channels_last", "; convert the model in Keras");
    layer.only("groups", "1", "");
    layer.only("noise_shape", "none", "");
    if (layer.has("dilation_rate")) {
      for (int rate : layer.sizes("dilation_rate", 2, 1)) {
        if (rate != 1) {
          throw layer.refused("its kernel is dilated; Lockstep has whole kernels only");
        }
      }
    }
  }

  /** Of an activation layer. */
  static Activation activation(KerasNode node) {
    Settings layer = node.settings();
    switch (node.type()) {
      case "ReLU" -> {
        zero(layer, "negative_slope");
        zero(layer, "threshold");
        layer.only("max_value", "none", "");
        return Activation.RELU;
      }
      case "LeakyReLU" -> {
        only(layer, layer.has("negative_slope") ? "negative_slope" : "alpha", 0.01);
        return Activation.LEAKY_RELU;
      }
      case "ELU" -> {
        only(layer, "alpha", 1);
        return Activation.ELU;
      }
      default -> {
        return KerasWords.activation(layer);
      }
    }
  }

  private static void zero(Settings layer, String key) {
    if (layer.has(key)) {
      only(layer, key, 0);
    }
  }

  /** float32 as it was when Keras wrote it: 0.01 may be 0.009999999776482582. */
  private static void only(Settings layer, String key, double expected) {
    if ((float) layer.number(key) != (float) expected) {
      throw layer.refused(
          "'%s' is %s, and Lockstep has %s alone".formatted(key, layer.number(key), expected));
    }
  }

  /** Of a batch or layer normalization: over the last axis, with scale and shift. */
  static void checkNormalization(KerasNode node, KerasFlow input) {
    Settings layer = node.settings();
    if (input.form() == Form.FLATTENED) {
      throw layer.refused(
          "it comes after Flatten, where Lockstep still has feature maps; put it before Flatten");
    }
    checkAxis(node, "axis", input);
    layer.only("center", "true", "");
    layer.only("scale", "true", "");
    layer.only("renorm", "false", "");
    layer.only("synchronized", "false", "; set model.layers.batch-norm.statistics in the plan");
    layer.only("rms_scaling", "false", "");
  }

  /** The last one, as -1 or by its number, alone or in a list. */
  static void checkAxis(KerasNode node, String key, KerasFlow input) {
    JsonNode value = node.settings().node().path(key);
    JsonNode axis = value.isArray() && value.size() == 1 ? value.get(0) : value;
    boolean isLast =
        axis.isMissingNode()
            || axis.isInt() && Set.of(-1, input.rank() - 1).contains(axis.intValue());
    if (!isLast) {
      throw node.settings()
          .refused("'" + key + "' is " + Settings.found(value) + ", not the last one");
    }
  }

  /** Of an LSTM: Keras' defaults since 2.3, with a bias. */
  static void checkLstm(KerasNode node) {
    Settings layer = node.settings();
    layer.only("use_bias", "true", "");
    layer.only("go_backwards", "false", "");
    layer.only("stateful", "false", "");
    layer.only("return_state", "false", "");
    zero(layer, "dropout");
    zero(layer, "recurrent_dropout");
    String gates = KerasWords.word(layer, "recurrent_activation");
    if (!KerasWords.word(layer, "activation").equals("tanh") || !gates.equals("sigmoid")) {
      throw layer.refused(
          "its activations are %s and %s; Lockstep's lstm has tanh and sigmoid alone"
              .formatted(KerasWords.word(layer, "activation"), gates));
    }
  }
}
