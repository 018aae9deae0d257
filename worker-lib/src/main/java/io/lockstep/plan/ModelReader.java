package io.lockstep.plan;

import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Origin;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.List;

/**
 * Reads the {@code model}: its layers or one of the zoo, which becomes layers, with the output
 * layer added if they lack it. A model whose layers are elsewhere has that one alone, until it is
 * resolved.
 */
final class ModelReader {
  private static final ModelSpec ANY = new ModelSpec(List.of(Defaults.OUTPUT_LAYER));

  private final Problems problems;
  private final Loss smoothed;

  /**
   * @param smoothed the loss that label smoothing alone means
   */
  ModelReader(Problems problems, Loss smoothed) {
    this.problems = problems;
    this.smoothed = smoothed;
  }

  ModelSpec read(Section model) {
    model.only(PlanKeys.MODEL);
    Origin origin = new OriginReader(model).read();
    if (model.has("zoo")) {
      return zoo(model, origin).from(origin);
    }
    if (!model.has("layers") && origin.source().isPresent()) {
      return ANY.from(origin);
    }
    if (!model.has("layers")) {
      model.missing("layers", ": a list of layers, such as [dense: 128], or 'zoo' with a name");
      return ANY;
    }
    List<Yaml> items = model.read("layers", List.of(), LayersReader::items);
    LayersReader layers = new LayersReader(problems, smoothed);
    layers.readAll(items, "model.layers");
    return layers.model().orElseGet(() -> new ModelSpec(List.of(layers.output()))).from(origin);
  }

  private static ModelSpec zoo(Section model, Origin origin) {
    if (model.has("layers")) {
      model.report("zoo", "a model has layers or is one of the zoo, not both");
    } else if (origin.source().isPresent()) {
      model.report("zoo", "a model is one of the zoo or comes from elsewhere, not both");
    }
    return new ZooReader(model.child("zoo")).read().orElse(ANY);
  }
}
