package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** Adds Gaussian noise, measured after normalization. */
final class AddingNoise implements Transform {
  private final int area;
  private final float[] deviations;

  AddingNoise(PictureForm form, double deviation) {
    this.area = form.size().area();
    this.deviations = form.unit();
    for (int channel = 0; channel < deviations.length; channel++) {
      deviations[channel] *= (float) deviation;
    }
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    for (int at = 0, channel = 0; channel < deviations.length; channel++) {
      for (int end = at + area; at < end; at++) {
        pixels[at] += (float) (deviations[channel] * draws.gaussian());
      }
    }
  }
}
