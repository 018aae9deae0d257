package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The vertices of a ComputationGraphConfiguration, in the order in which DL4J computes them, which
 * is that of their parameters too.
 */
final class Dl4jGraph {
  private static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,60}";

  private final Settings root;
  private final Dl4jLayers layers = new Dl4jLayers();

  /** What DL4J's vertices are called here. */
  private final Map<String, String> names = new HashMap<>();

  private final Set<String> given = new HashSet<>(Set.of(Wire.INPUT));
  private String last = Wire.INPUT;

  Dl4jGraph(Settings root) {
    this.root = root;
  }

  ImportedModel read() {
    List<String> inputs = texts(root.node().path("networkInputs"), "networkInputs");
    List<String> outputs = texts(root.node().path("networkOutputs"), "networkOutputs");
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw root.refused(
          "it has %d inputs and %d outputs; Lockstep has one of each"
              .formatted(inputs.size(), outputs.size()));
    }
    names.put(inputs.get(0), Wire.INPUT);
    for (String name : order(inputs.get(0))) {
      add(name);
    }
    return layers.build(root);
  }

  private void add(String name) {
    JsonNode node = root.node().path("vertices").path(name);
    Settings vertex = new Settings(root.where() + ", vertex '" + name + "'", node);
    List<String> sources = sources(name, vertex);
    int before = layers.size();
    String ours = ours(name);
    boolean follows = sources.equals(List.of(last));
    Wire wire = new Wire(Optional.of(ours), follows ? List.of() : sources);
    switch (vertex.type()) {
      case "LayerVertex" -> layer(vertex, wire);
      case "ElementWiseVertex" -> {
        vertex.only("op", "Add", "");
        if (sources.size() > 1) {
          layers.join(new LayerSpec.Add(), wire(ours, sources));
        }
      }
      case "MergeVertex" -> {
        vertex.only("mergeAxis", "1", "");
        layers.join(new LayerSpec.Concat(), wire(ours, sources));
      }
      default ->
          throw vertex.refused(
              "it is a "
                  + vertex.type()
                  + "; of DL4J's vertices Lockstep reads LayerVertex, ElementWiseVertex and"
                  + " MergeVertex");
    }
    boolean isNothing = layers.size() == before;
    names.put(name, isNothing ? sources.get(0) : ours);
    last = isNothing ? last : ours;
  }

  private static Wire wire(String name, List<String> sources) {
    return new Wire(Optional.of(name), sources);
  }

  private void layer(Settings vertex, Wire wire) {
    if (vertex.has("preProcessor")) {
      Dl4jConfiguration.checkPreprocessor(vertex.part("preProcessor"));
    }
    layers.add(vertex.part("layerConf").part("layer"), wire);
  }

  private List<String> sources(String name, Settings vertex) {
    JsonNode list = root.node().path("vertexInputs").path(name);
    List<String> sources = new ArrayList<>();
    for (String source : texts(list, "vertexInputs of " + name)) {
      String known = names.get(source);
      if (known == null) {
        throw vertex.refused("it reads '" + source + "', which is not before it");
      }
      sources.add(known);
    }
    return sources;
  }

  /** DL4J's own name where it can be one here, else one by its place. */
  private String ours(String name) {
    String ours = name.matches(NAME) && !given.contains(name) ? name : "at-" + layers.size();
    if (!given.add(ours)) {
      throw root.refused("it has two vertices of the name '" + ours + "'");
    }
    return ours;
  }

  /** As DL4J has saved it; before it has, in the order of what they read. */
  private List<String> order(String input) {
    Set<String> all = new LinkedHashSet<>();
    root.node().path("vertices").fieldNames().forEachRemaining(all::add);
    if (!root.has("topologicalOrderStr")) {
      return sorted(all);
    }
    List<String> saved =
        texts(root.node().path("topologicalOrderStr"), "topologicalOrderStr").stream()
            .filter(name -> !name.equals(input))
            .collect(Collectors.toList());
    if (saved.size() != all.size() || !all.equals(new HashSet<>(saved))) {
      throw root.refused("its 'topologicalOrderStr' does not name each vertex once");
    }
    return saved;
  }

  private List<String> sorted(Set<String> all) {
    List<String> sorted = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(all);
    boolean found = true;
    while (found) {
      found = false;
      for (Iterator<String> names = left.iterator(); names.hasNext(); ) {
        String name = names.next();
        boolean isReady =
            texts(root.node().path("vertexInputs").path(name), "vertexInputs of " + name).stream()
                .noneMatch(left::contains);
        if (isReady) {
          sorted.add(name);
          names.remove();
          found = true;
        }
      }
    }
    if (!left.isEmpty()) {
      throw root.refused("its vertices " + left + " read each other in a circle");
    }
    return sorted;
  }

  private List<String> texts(JsonNode list, String key) {
    List<String> texts = new ArrayList<>();
    list.forEach(value -> texts.add(value.asText()));
    if (!list.isArray() || texts.isEmpty()) {
      throw root.refused("its '" + key + "' is no list of names");
    }
    return texts;
  }
}
