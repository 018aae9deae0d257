package io.lockstep.augmentation;

/**
 * Shows pictures through a linear map about their centre, between pixels bilinearly, with zeros
 * outside: PyTorch's grid_sample (align_corners false).
 */
final class Warp {
  private final PictureSize size;

  Warp(PictureSize size) {
    this.size = size;
  }

  /**
   * Shows at p, from the centre, what was at (yy p.y + yx p.x, xy p.y + xx p.x).
   *
   * @param scratch as long as the pixels
   */
  void apply(float[] pixels, float[] scratch, double yy, double yx, double xy, double xx) {
    System.arraycopy(pixels, 0, scratch, 0, pixels.length);
    double middleY = (size.height() - 1) / 2.0;
    double middleX = (size.width() - 1) / 2.0;
    int at = 0;
    for (int row = 0; row < size.height(); row++) {
      for (int column = 0; column < size.width(); column++, at++) {
        double y = row - middleY;
        double x = column - middleX;
        sample(scratch, middleY + yy * y + yx * x, middleX + xy * y + xx * x, pixels, at);
      }
    }
  }

  /** Writes what is at (y, x) to a place of each channel. */
  private void sample(float[] from, double y, double x, float[] to, int at) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float down = (float) (y - top);
    float right = (float) (x - left);
    for (int channel = 0; channel < size.channels(); channel++) {
      int begin = channel * size.area();
      float upper =
          (1 - right) * pixel(from, begin, top, left) + right * pixel(from, begin, top, left + 1);
      float lower =
          (1 - right) * pixel(from, begin, top + 1, left)
              + right * pixel(from, begin, top + 1, left + 1);
      to[begin + at] = (1 - down) * upper + down * lower;
    }
  }

  private float pixel(float[] from, int begin, int row, int column) {
    boolean isInside = row >= 0 && row < size.height() && column >= 0 && column < size.width();
    return isInside ? from[begin + row * size.width() + column] : 0;
  }
}
