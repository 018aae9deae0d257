package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.seed.Draws;

/** Mirrors pictures. */
final class Flipping implements Transform {
  private final PictureSize size;
  private final Direction direction;

  Flipping(PictureSize size, Direction direction) {
    this.size = size;
    this.direction = direction;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    flip(pixels, scratch);
  }

  void flip(float[] pixels, float[] scratch) {
    int rows = size.channels() * size.height();
    if (direction == Direction.HORIZONTAL) {
      for (int row = 0; row < rows; row++) {
        reverse(pixels, row * size.width());
      }
      return;
    }
    System.arraycopy(pixels, 0, scratch, 0, pixels.length);
    for (int row = 0; row < rows; row++) {
      int y = row % size.height();
      int source = row - y + size.height() - 1 - y;
      System.arraycopy(scratch, source * size.width(), pixels, row * size.width(), size.width());
    }
  }

  private void reverse(float[] pixels, int from) {
    for (int left = from, right = from + size.width() - 1; left < right; left++, right--) {
      float kept = pixels[left];
      pixels[left] = pixels[right];
      pixels[right] = kept;
    }
  }
}
