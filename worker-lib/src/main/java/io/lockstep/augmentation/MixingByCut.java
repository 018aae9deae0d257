package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/**
 * Pastes a rectangle of another picture: its sides are the picture's times sqrt(1 - lambda), with
 * lambda of Beta(alpha, alpha), around any pixel; what of it lies outside does not count (arXiv
 * 1905.04899, equation 2).
 */
final class MixingByCut implements Mixing {
  private final PictureSize size;
  private final double alpha;

  MixingByCut(PictureSize size, double alpha) {
    this.size = size;
    this.alpha = alpha;
  }

  @Override
  public double mix(float[] pixels, float[] other, Draws draws) {
    double side = Math.sqrt(1 - draws.beta(alpha));
    int y = draws.below(size.height());
    int x = draws.below(size.width());
    return paste(pixels, other, y, x, (int) (side * size.height()), (int) (side * size.width()));
  }

  /** Pastes around a pixel; returns the part of the area that stays. */
  double paste(float[] pixels, float[] other, int y, int x, int height, int width) {
    int top = Math.max(0, y - height / 2);
    int left = Math.max(0, x - width / 2);
    int bottom = Math.min(size.height(), y - height / 2 + height);
    int right = Math.min(size.width(), x - width / 2 + width);
    for (int channel = 0; channel < size.channels(); channel++) {
      for (int row = top; row < bottom; row++) {
        int at = channel * size.area() + row * size.width() + left;
        System.arraycopy(other, at, pixels, at, right - left);
      }
    }
    return 1 - (double) (bottom - top) * (right - left) / size.area();
  }
}
