package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** Stretches or shrinks pictures about their centre, in height and in width. */
final class Stretching implements Transform {
  private final Warp warp;
  private final double change;

  Stretching(PictureSize size, double change) {
    this.warp = new Warp(size);
    this.change = change;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    double vertical = draws.uniform(1 - change, 1 + change);
    double horizontal = draws.uniform(1 - change, 1 + change);
    stretch(pixels, scratch, vertical, horizontal);
  }

  void stretch(float[] pixels, float[] scratch, double vertical, double horizontal) {
    warp.apply(pixels, scratch, 1 / vertical, 0, 0, 1 / horizontal);
  }
}
