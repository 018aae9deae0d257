package io.lockstep.imports;

import io.lockstep.network.ModelSpec;
import io.lockstep.parameters.ParameterLayout;
import java.util.Optional;
import java.util.Set;

/**
 * A model of others in our words.
 *
 * @param layout of its parameters, in the order in which the other has them, which is ours
 * @param logarithmic names of the pieces that are stored as the logarithm (to 10) of a deviation
 *     where ours is a variance
 * @param unknownInitialization class of the first way to draw weights that we do not have; it
 *     matters only where weights are drawn
 */
record ImportedModel(
    ModelSpec model,
    ParameterLayout layout,
    Set<String> logarithmic,
    Optional<String> unknownInitialization) {
  ImportedModel {
    logarithmic = Set.copyOf(logarithmic);
  }
}
