package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Map;

/**
 * One link of an optimizer's chain: reads and rewrites the gradient, or changes the parameters,
 * element by element, so that any slice may be updated by itself. Allocates nothing.
 */
interface GradientTransform {
  /**
   * Acts on some parts.
   *
   * @param norm global norm of the gradient as it came, or NaN if nobody needs it
   * @param learningRate of this step
   * @param step number of this step, from 1
   */
  void apply(
      FlatVector parameters,
      FlatVector gradient,
      Parts parts,
      double norm,
      double learningRate,
      long step);

  /** What survives a step, by name; live. */
  default Map<String, FlatVector> state() {
    return Map.of();
  }
}
