package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** Turns pictures about their centre. */
final class Rotation implements Transform {
  private final Warp warp;
  private final double degrees;

  Rotation(PictureSize size, double degrees) {
    this.warp = new Warp(size);
    this.degrees = degrees;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    rotate(pixels, scratch, draws.uniform(-degrees, degrees));
  }

  /** Turns clockwise, as rows go down. */
  void rotate(float[] pixels, float[] scratch, double angle) {
    double cosine = StrictMath.cos(StrictMath.toRadians(angle));
    double sine = StrictMath.sin(StrictMath.toRadians(angle));
    warp.apply(pixels, scratch, cosine, -sine, sine, cosine);
  }
}
