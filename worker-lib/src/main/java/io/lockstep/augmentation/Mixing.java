package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** Makes one picture of two. Used by one thread; allocates nothing. */
@FunctionalInterface
interface Mixing {
  /**
   * Mixes another picture into one.
   *
   * @param pixels changed in place
   * @return lambda, the part of this picture that stays, from 0 to 1
   */
  double mix(float[] pixels, float[] other, Draws draws);
}
