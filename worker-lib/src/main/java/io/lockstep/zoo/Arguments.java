package io.lockstep.zoo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of a reference model's parameters; those that are not given have their standard. */
public final class Arguments {
  private final Map<String, List<Integer>> values = new HashMap<>();

  /**
   * @param given values by name, of parameters of this model only
   */
  public Arguments(ReferenceModel model, Map<String, List<Integer>> given) {
    for (Parameter parameter : model.parameters()) {
      List<Integer> value = given.getOrDefault(parameter.name(), parameter.standard());
      values.put(parameter.name(), parameter.checked(value));
    }
  }

  int one(String name) {
    return several(name).get(0);
  }

  List<Integer> several(String name) {
    return values.get(name);
  }
}
