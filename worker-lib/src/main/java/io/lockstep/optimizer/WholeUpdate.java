package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;

/**
 * A transform that, where it is the only link of its chain, does the whole of an update in one pass
 * over the vectors where they are, with the bits of {@link #apply} and {@link Block#subtract}.
 */
interface WholeUpdate extends GradientTransform {
  /**
   * {@code p -= rate * update}, and the state, of the elements [from, from + length).
   *
   * @param gradient its element at {@code at} belongs to {@code from}
   */
  void update(float[] gradient, int at, FlatVector parameters, int from, int length, float rate);
}
