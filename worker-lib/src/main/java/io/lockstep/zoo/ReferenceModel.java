package io.lockstep.zoo;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/** A model that is known to work, up to its output layer, which follows from the data. */
public interface ReferenceModel {
  /** In the plan: {@code model.zoo.name}. */
  String name();

  /** Paper or benchmark that it is from, and what is different here. */
  String source();

  /** What can be chosen, in the order of the documents. */
  List<Parameter> parameters();

  /**
   * Appends the hidden layers.
   *
   * @param arguments of this model's parameters
   * @throws IllegalArgumentException naming a parameter whose value it cannot have
   */
  void append(ModelBuilder model, Arguments arguments);
}
