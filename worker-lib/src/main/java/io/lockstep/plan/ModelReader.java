package io.lockstep.plan;

import io.lockstep.network.ModelSpec;
import io.lockstep.network.Origin;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.List;

/**
 * Reads the {@code model}: its layers, with the output layer added if they lack it. A model whose
 * layers are elsewhere has that one alone, until it is resolved.
 */
final class ModelReader {
  private static final ModelSpec ANY = new ModelSpec(List.of(Defaults.OUTPUT_LAYER));

  private final Problems problems;

  ModelReader(Problems problems) {
    this.problems = problems;
  }

  ModelSpec read(Section model) {
    model.only(PlanKeys.MODEL);
    Origin origin = new OriginReader(model).read();
    if (!model.has("layers") && origin.source().isPresent()) {
      return ANY.from(origin);
    }
    if (!model.has("layers")) {
      model.missing("layers", ": a list of layers, such as [dense: 128]");
      return ANY;
    }
    List<Yaml> items = model.read("layers", List.of(), LayersReader::items);
    LayersReader layers = new LayersReader(problems);
    layers.readAll(items, "model.layers");
    return layers.model().orElseGet(() -> new ModelSpec(List.of(layers.output()))).from(origin);
  }
}
