package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Map;

/**
 * One link of a {@link ChainedOptimizer}: turns the update that the links before it made (at first
 * the gradient) into another one. Works element by element, so that it does not matter how the
 * vectors are cut. Allocates only when constructed.
 */
interface GradientTransform {
  /** Takes the numbers of one step, before its blocks come. */
  default void begin(double norm, Progress now) {}

  /** Changes {@link Block#update} in place, and the state of the same elements. */
  void apply(Block block);

  /**
   * Changes {@link Block#parameters} once more, when {@code rate * update} has been subtracted.
   *
   * @param rate of the group
   */
  default void correct(Block block, float rate) {}

  /** What survives a step, by name; live; each as long as the parameters. */
  default Map<String, FlatVector> state() {
    return Map.of();
  }
}
