package io.lockstep.augmentation;

/**
 * Enlarges parts of pictures to the pictures' size, bilinearly: PyTorch's interpolate
 * (align_corners false).
 */
final class Enlargement {
  private final PictureSize size;

  Enlargement(PictureSize size) {
    this.size = size;
  }

  /**
   * Enlarges a part.
   *
   * @param pixels changed in place
   * @param scratch as long, of any content
   */
  void enlarge(float[] pixels, float[] scratch, int top, int left, int height, int width) {
    System.arraycopy(pixels, 0, scratch, 0, pixels.length);
    for (int row = 0; row < size.height(); row++) {
      double y = Math.max(0, (row + 0.5) * height / size.height() - 0.5);
      int upper = (int) y;
      int lower = Math.min(upper + 1, height - 1);
      float down = (float) (y - upper);
      for (int channel = 0; channel < size.channels(); channel++) {
        int begin = channel * size.area() + left;
        row(
            scratch,
            begin + (top + upper) * size.width(),
            begin + (top + lower) * size.width(),
            down,
            width,
            pixels,
            channel * size.area() + row * size.width());
      }
    }
  }

  /** One row out of two, {@code width} wide, enlarged. */
  private void row(float[] from, int upper, int lower, float down, int width, float[] to, int at) {
    for (int column = 0; column < size.width(); column++) {
      double x = Math.max(0, (column + 0.5) * width / size.width() - 0.5);
      int left = (int) x;
      int next = Math.min(left + 1, width - 1);
      float right = (float) (x - left);
      float above = (1 - right) * from[upper + left] + right * from[upper + next];
      float below = (1 - right) * from[lower + left] + right * from[lower + next];
      to[at + column] = (1 - down) * above + down * below;
    }
  }
}
