package io.lockstep.augmentation;

import io.lockstep.seed.Draws;
import java.util.Arrays;

/** Shifts pictures by whole pixels; zeros come in. */
final class Translation implements Transform {
  private final PictureSize size;
  private final int pixels;

  Translation(PictureSize size, int pixels) {
    this.size = size;
    this.pixels = pixels;
  }

  @Override
  public void apply(float[] picture, float[] scratch, Draws draws) {
    int down = draws.below(2 * pixels + 1) - pixels;
    int right = draws.below(2 * pixels + 1) - pixels;
    shift(picture, scratch, down, right);
  }

  void shift(float[] picture, float[] scratch, int down, int right) {
    int width = size.width();
    int length = Math.max(0, width - Math.abs(right));
    System.arraycopy(picture, 0, scratch, 0, picture.length);
    Arrays.fill(picture, 0);
    for (int row = 0; row < size.channels() * size.height(); row++) {
      int source = row % size.height() - down;
      if (length > 0 && source >= 0 && source < size.height()) {
        int from = (row - down) * width + Math.max(0, -right);
        System.arraycopy(scratch, from, picture, row * width + Math.max(0, right), length);
      }
    }
  }
}
