package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;

/**
 * A gradient as an optimizer reads it: a block at a time, each element of the slice that it updates
 * once, in rising order. What it reads may be a vector, or be made while it is read (summed over
 * ranks, scaled).
 */
public interface GradientSource {
  /** Elements of the whole gradient. */
  int length();

  /** Puts the elements [from, from + length) at the beginning of an array. */
  void load(int from, int length, float[] into);

  /** The gradient that a vector holds. */
  static GradientSource of(FlatVector vector) {
    return new GradientSource() {
      @Override
      public int length() {
        return vector.length();
      }

      @Override
      public void load(int from, int length, float[] into) {
        vector.floats().get(from, into, 0, length);
      }
    };
  }
}
