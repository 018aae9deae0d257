package io.lockstep.plan;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.ModelSpec;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code model}: its layers, with the output layer added if they lack it. */
final class ModelReader {
  private static final ModelSpec ANY = new ModelSpec(List.of(Defaults.OUTPUT_LAYER));

  private final Problems problems;

  ModelReader(Problems problems) {
    this.problems = problems;
  }

  ModelSpec read(Section model) {
    model.only(PlanKeys.MODEL);
    if (!model.has("layers")) {
      model.missing("layers", ": a list of layers, such as [dense: 128]");
      return ANY;
    }
    List<Yaml> items = model.read("layers", List.of(), ModelReader::items);
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      layers.add(layer(items.get(i), i, i == items.size() - 1));
    }
    if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Output)) {
      layers.add(Defaults.OUTPUT_LAYER);
    }
    layers.subList(0, layers.size() - 1).removeIf(Output.class::isInstance); // reported by now
    return new ModelSpec(layers);
  }

  private static List<Yaml> items(Yaml node) {
    if (node instanceof Yaml.Sequence sequence && !sequence.items().isEmpty()) {
      return sequence.items();
    }
    throw new Reading.Mismatch(node, "a list of layers, such as [dense: 128]");
  }

  private LayerSpec layer(Yaml node, int index, boolean isLast) {
    String path = "model.layers." + index;
    if (!(node instanceof Yaml.Mapping mapping && mapping.entry("type").isPresent())) {
      problems.add(
          node.place(),
          path,
          "expected one layer with its keys inside, such as 'dense: {units: 128}', found "
              + node.description());
      return Defaults.OUTPUT_LAYER;
    }
    Section keys = Section.of(node, node.place(), path, problems);
    LayerSpec layer =
        keys.type(PlanKeys.LAYERS, List.of(), "")
            .map(type -> new LayerReader(keys).read(type))
            .orElse(Defaults.OUTPUT_LAYER);
    if (!isLast && layer instanceof Output && !keys.isBad("type")) {
      keys.report("type", "the output must be the last layer");
    }
    return layer;
  }
}
