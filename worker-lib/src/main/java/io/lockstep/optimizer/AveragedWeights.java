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

  /**
   * Has one of them be another value.
   *
   * @param trained the parameter at its place, as it is in training
   */
  void put(int index, float value, float trained);

  /**
   * Whether after a step they are the mean of several models, so that running statistics which fit
   * them have to be measured and {@link #put}.
   */
  boolean needStatistics(long step);
}
