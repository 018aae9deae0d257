package io.lockstep.driver.preview;

import io.lockstep.data.Normalization;
import java.util.List;

/**
 * Normalized features as tones from 0 to 255: as they were before normalization; where they were no
 * bytes, the darkest of a sheet becomes black and the brightest white.
 */
final class Tones {
  private final Normalization normalization;
  private final int width;
  private final double black;
  private final double white;

  private Tones(Normalization normalization, int width, double black, double white) {
    this.normalization = normalization;
    this.width = width;
    this.black = black;
    this.white = white;
  }

  static Tones ofBytes(Normalization normalization, int width) {
    return new Tones(normalization, width, 0, 255);
  }

  /**
   * @param pictures whose first {@code width} numbers are their features
   */
  static Tones ofNumbers(Normalization normalization, int width, List<float[]> pictures) {
    Tones plain = ofBytes(normalization, width);
    double black = Double.POSITIVE_INFINITY;
    double white = Double.NEGATIVE_INFINITY;
    for (float[] picture : pictures) {
      for (int i = 0; i < width; i++) {
        double value = plain.stored(picture[i], i);
        black = Math.min(black, value);
        white = Math.max(white, value);
      }
    }
    return new Tones(normalization, width, black, white > black ? white : black + 1);
  }

  /**
   * A feature's tone.
   *
   * @param index of the feature within its example
   */
  int of(float feature, int index) {
    double tone = 255 * (stored(feature, index) - black) / (white - black);
    return (int) Math.round(Math.max(0, Math.min(255, tone)));
  }

  /** What was stored; of a feature that is constant, its value. */
  private double stored(float feature, int index) {
    int group = index / (width / normalization.groups());
    double scale = normalization.scales().get(group);
    return normalization.offsets().get(group) + (scale == 0 ? 0 : feature / scale);
  }
}
