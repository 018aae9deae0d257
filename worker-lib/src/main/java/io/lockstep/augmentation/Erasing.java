package io.lockstep.augmentation;

import java.util.Arrays;

/** Fills rectangles of pictures with what normalization makes 0. */
final class Erasing {
  private final PictureSize size;
  private final float[] neutral;

  Erasing(PictureForm form) {
    this.size = form.size();
    this.neutral = form.neutral();
  }

  /** Erases what of a rectangle lies within the picture. */
  void erase(float[] pixels, int top, int left, int height, int width) {
    int first = Math.max(0, left);
    int end = Math.min(size.width(), left + width);
    for (int channel = 0; channel < size.channels(); channel++) {
      for (int y = Math.max(0, top); y < Math.min(size.height(), top + height); y++) {
        int row = channel * size.area() + y * size.width();
        Arrays.fill(pixels, row + first, row + end, neutral[channel]);
      }
    }
  }
}
