package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/** The middle of a rule that has to look at whole pieces before any of their elements can move. */
interface WholePieces {
  /**
   * Looks at the updates of all slices.
   *
   * @param updates within the slice those of this caller
   * @return what they become
   */
  GradientSource look(
      FlatVector parameters, FlatVector updates, Slice slice, SliceExchange exchange);
}
