package io.lockstep.plan;

import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSpec;
import io.lockstep.plan.yaml.Suggestion;
import io.lockstep.zoo.Arguments;
import io.lockstep.zoo.Parameter;
import io.lockstep.zoo.ReferenceModel;
import io.lockstep.zoo.Zoo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code model.zoo}: the name of a reference model, and what it is made of. */
final class ZooReader {
  private static final Reading<List<Integer>> NUMBERS = Reading.WHOLE_NUMBER.oneOrMore();

  private final Section keys;

  ZooReader(Section keys) {
    this.keys = keys;
  }

  /** The model with an output layer, if its name is known. */
  Optional<ModelSpec> read() {
    String name = keys.require("name", "", Reading.TEXT);
    Optional<ReferenceModel> model = Zoo.named(name);
    if (model.isEmpty() && keys.has("name") && !keys.isBad("name")) {
      List<String> known = Zoo.models().stream().map(ReferenceModel::name).toList();
      keys.report(
          "name",
          "no model of the zoo is named '%s'%s (known: %s)"
              .formatted(name, Suggestion.clause(name, known), String.join(", ", known)));
    }
    return model.map(this::build);
  }

  private ModelSpec build(ReferenceModel model) {
    List<String> known = new ArrayList<>(List.of("name"));
    known.addAll(PlanKeys.zoo(model));
    keys.only(known);
    return keys.build(
        () -> {
          ModelBuilder builder = new ModelBuilder();
          model.append(builder, new Arguments(model, given(model)));
          return builder.add(Defaults.OUTPUT_LAYER).build();
        });
  }

  private Map<String, List<Integer>> given(ReferenceModel model) {
    Map<String, List<Integer>> given = new HashMap<>();
    for (Parameter parameter : model.parameters()) {
      given.put(parameter.name(), keys.read(parameter.name(), parameter.standard(), NUMBERS));
    }
    return given;
  }
}
