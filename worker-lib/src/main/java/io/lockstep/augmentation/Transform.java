package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/**
 * A {@link TransformSpec} ready for pictures of one size. Used by one thread; allocates nothing.
 */
@FunctionalInterface
interface Transform {
  /**
   * Changes a picture.
   *
   * @param pixels channels x height x width, changed in place
   * @param scratch as long, of any content
   */
  void apply(float[] pixels, float[] scratch, Draws draws);
}
