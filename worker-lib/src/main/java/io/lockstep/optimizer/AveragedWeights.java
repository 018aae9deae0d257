package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/** Weights that are evaluated and kept in place of those that training goes on with. */
public interface AveragedWeights {
  /**
   * Puts them in the place of the parameters that training goes on with.
   *
   * @param parameters as they are in training
   */
  void replace(FlatVector parameters, Slice slice);
}
