package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** Tilts the columns of pictures. */
final class Shearing implements Transform {
  private final Warp warp;
  private final double degrees;

  Shearing(PictureSize size, double degrees) {
    this.warp = new Warp(size);
    this.degrees = degrees;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    shear(pixels, scratch, draws.uniform(-degrees, degrees));
  }

  void shear(float[] pixels, float[] scratch, double angle) {
    warp.apply(pixels, scratch, 1, 0, -StrictMath.tan(StrictMath.toRadians(angle)), 1);
  }
}
