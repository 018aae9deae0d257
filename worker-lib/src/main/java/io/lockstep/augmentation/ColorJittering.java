package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.seed.Draws;

/**
 * Changes brightness, contrast and saturation by torchvision's formulas: the picture blended with
 * black, with the mean of its greys, or with its greys. Grey is 0.2989 red + 0.587 green + 0.114
 * blue (ITU-R BT.601), or the mean of the channels where there are not three.
 */
final class ColorJittering implements Transform {
  private static final float[] GREYS = {0.2989f, 0.587f, 0.114f};

  private final PictureSize size;
  private final Range range;
  private final ColorJitter spec;

  ColorJittering(PictureForm form, ColorJitter spec) {
    this.size = form.size();
    this.range = form.range();
    this.spec = spec;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    double brightness = factor(spec.brightness(), draws);
    double contrast = factor(spec.contrast(), draws);
    double saturation = factor(spec.saturation(), draws);
    if (spec.brightness() > 0) {
      brighten(pixels, brightness);
    }
    if (spec.contrast() > 0) {
      contrast(pixels, scratch, contrast);
    }
    if (spec.saturation() > 0) {
      saturate(pixels, scratch, saturation);
    }
  }

  void brighten(float[] pixels, double factor) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = range.clamp(factor * pixels[i]);
    }
  }

  void contrast(float[] pixels, float[] scratch, double factor) {
    grey(pixels, scratch);
    double sum = 0;
    for (int i = 0; i < size.area(); i++) {
      sum += scratch[i];
    }
    double rest = (1 - factor) * sum / size.area();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = range.clamp(factor * pixels[i] + rest);
    }
  }

  void saturate(float[] pixels, float[] scratch, double factor) {
    grey(pixels, scratch);
    for (int at = 0, channel = 0; channel < size.channels(); channel++) {
      for (int i = 0; i < size.area(); i++, at++) {
        pixels[at] = range.clamp(factor * pixels[at] + (1 - factor) * scratch[i]);
      }
    }
  }

  /** The greys of all pixels, to the front of {@code to}. */
  private void grey(float[] pixels, float[] to) {
    for (int i = 0; i < size.area(); i++) {
      float sum = 0;
      for (int channel = 0; channel < size.channels(); channel++) {
        sum += weight(channel) * pixels[channel * size.area() + i];
      }
      to[i] = sum;
    }
  }

  private float weight(int channel) {
    return size.channels() == GREYS.length ? GREYS[channel] : 1f / size.channels();
  }

  private static double factor(double amount, Draws draws) {
    return draws.uniform(Math.max(0, 1 - amount), 1 + amount);
  }
}
