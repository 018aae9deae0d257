package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a Sequential or functional model, each after those that it reads, the output last.
 * Configurations of Keras 2 and 3 differ in how they write what a layer reads ({@link
 * KerasInbound}).
 *
 * @param built the shape that the model was built for, if it says one
 */
record KerasGraph(List<KerasNode> nodes, JsonNode built) {
  private static final int MAX_LAYERS = 4096;
  private static final Set<String> FUNCTIONAL = Set.of("Functional", "Model");

  KerasGraph {
    nodes = List.copyOf(nodes);
  }

  /** The layer whose values are the model's. */
  KerasNode last() {
    return nodes.get(nodes.size() - 1);
  }

  static KerasGraph read(Settings model) {
    String type = model.text("class_name");
    JsonNode config = model.node().path("config");
    // Keras before 2.2.3 has the list of layers itself there
    JsonNode layers = config.isArray() ? config : config.path("layers");
    if (!layers.isArray() || layers.isEmpty() || layers.size() > MAX_LAYERS) {
      throw model.refused("it has no list of 1 to " + MAX_LAYERS + " layers in its 'model_config'");
    }
    boolean isFunctional = FUNCTIONAL.contains(type);
    if (!isFunctional && !type.equals("Sequential")) {
      throw model.refused(
          "it is a " + type + "; of Keras' models Lockstep reads Sequential and functional ones");
    }
    Map<String, KerasNode> nodes = new LinkedHashMap<>();
    String before = "";
    for (JsonNode layer : layers) {
      List<String> chain = before.isEmpty() ? List.of() : List.of(before);
      KerasNode node = node(model, layer, isFunctional, chain);
      if (nodes.put(node.name(), node) != null) {
        throw model.refused("it has two layers of the name '" + node.name() + "'");
      }
      before = node.name();
    }
    if (!isFunctional) {
      JsonNode built = config.path("build_input_shape");
      return new KerasGraph(
          new ArrayList<>(nodes.values()), built.isObject() ? built.path("items") : built);
    }
    String output = only(model, config, "output_layers");
    only(model, config, "input_layers");
    return new KerasGraph(sorted(model, nodes.values(), output), config.path("build_input_shape"));
  }

  private static KerasNode node(
      Settings model, JsonNode layer, boolean isFunctional, List<String> chain) {
    String type = new Settings(model.where(), layer).text("class_name");
    Settings bare = new Settings(model.where() + ", a " + type, layer).part("config");
    String name = bare.text("name");
    Settings settings =
        new Settings("%s, layer '%s' (%s)".formatted(model.where(), name, type), bare.node());
    List<String> sources =
        isFunctional ? KerasInbound.of(settings, layer.path("inbound_nodes")) : chain;
    return new KerasNode(name, type, settings, sources);
  }

  /** The one input or output; written as [name, 0, 0] or in a list. */
  private static String only(Settings model, JsonNode config, String key) {
    JsonNode list = config.path(key);
    JsonNode one = list.path(0).isTextual() ? list : list.path(0);
    boolean isOne = list.path(0).isTextual() || list.isArray() && list.size() == 1;
    if (!isOne || !one.path(0).isTextual()) {
      throw model.refused("its '" + key + "' are not one; Lockstep has one input and one output");
    }
    return one.path(0).textValue();
  }

  private static List<KerasNode> sorted(
      Settings model, Collection<KerasNode> nodes, String output) {
    Map<String, KerasNode> sorted = new LinkedHashMap<>();
    List<KerasNode> left = new ArrayList<>(nodes);
    boolean found = true;
    while (found) {
      found = false;
      for (Iterator<KerasNode> all = left.iterator(); all.hasNext(); ) {
        KerasNode node = all.next();
        if (sorted.keySet().containsAll(node.sources())) {
          sorted.put(node.name(), node);
          all.remove();
          found = true;
        }
      }
    }
    KerasNode last = sorted.remove(output);
    if (!left.isEmpty() || last == null) {
      throw model.refused(
          "its layers read each other in a circle, or some that are not there: "
              + (left.isEmpty() ? output : left.get(0).name()));
    }
    List<KerasNode> order = new ArrayList<>(sorted.values());
    order.add(last);
    return order;
  }
}
