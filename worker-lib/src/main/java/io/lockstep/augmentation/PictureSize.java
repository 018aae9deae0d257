package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.atLeast;

/** The size of all pictures of a data set; pixels lie channel by channel, row by row. */
public record PictureSize(int channels, int height, int width) {
  public PictureSize {
    atLeast(channels, 1, "channels");
    atLeast(height, 1, "height");
    atLeast(width, 1, "width");
  }

  /** Numbers of a picture. */
  public int elements() {
    return Math.multiplyExact(channels, area());
  }

  /** Pixels of a channel. */
  int area() {
    return Math.multiplyExact(height, width);
  }
}
