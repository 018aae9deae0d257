package io.lockstep.optimizer;

import java.util.List;
import java.util.Optional;

/**
 * What comes after a rule.
 *
 * @param trained ends the chains of trained pieces
 * @param statistics is the chain of the others
 * @param averaged what to evaluate and keep in place of the parameters
 */
record Ends(
    List<GradientTransform> trained,
    List<GradientTransform> statistics,
    Optional<AveragedWeights> averaged) {
  static final Ends NONE = new Ends(List.of(), List.of(), Optional.empty());
}
