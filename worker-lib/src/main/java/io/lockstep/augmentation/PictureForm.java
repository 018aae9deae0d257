package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.present;

import io.lockstep.data.Normalization;

/**
 * What all pictures of a data set have in common.
 *
 * @param normalization that they will go through
 * @param range of a pixel as it is stored
 */
public record PictureForm(PictureSize size, Normalization normalization, Range range) {
  public PictureForm {
    present(size, "size");
    present(range, "range");
    normalization.checkWidth(size.elements());
  }

  /** For each channel the stored number that normalization makes 0. */
  float[] neutral() {
    float[] neutral = new float[size.channels()];
    for (int channel = 0; channel < neutral.length; channel++) {
      neutral[channel] = normalization.offsets().get(group(channel)).floatValue();
    }
    return neutral;
  }

  /** For each channel how much of a stored number normalization makes 1; 0 if it makes all 0. */
  float[] unit() {
    float[] unit = new float[size.channels()];
    for (int channel = 0; channel < unit.length; channel++) {
      double scale = normalization.scales().get(group(channel));
      unit[channel] = scale == 0 ? 0 : (float) Math.abs(1 / scale);
    }
    return unit;
  }

  private int group(int channel) {
    return channel * normalization.groups() / size.channels();
  }
}
