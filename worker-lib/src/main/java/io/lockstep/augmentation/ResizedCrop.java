package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.seed.Draws;

/**
 * Enlarges a part of a picture to the picture's size, bilinearly: PyTorch's interpolate
 * (align_corners false), drawn as torchvision's RandomResizedCrop.
 */
final class ResizedCrop implements Transform {
  private static final int ATTEMPTS = 10;

  private final PictureSize size;
  private final RandomResizedCrop spec;

  ResizedCrop(PictureSize size, RandomResizedCrop spec) {
    this.size = size;
    this.spec = spec;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = draws.uniform(spec.area().least(), spec.area().most()) * size.area();
      double ratio =
          StrictMath.exp(
              draws.uniform(
                  StrictMath.log(spec.ratio().least()), StrictMath.log(spec.ratio().most())));
      int height = (int) Math.rint(Math.sqrt(area / ratio));
      int width = (int) Math.rint(Math.sqrt(area * ratio));
      if (height > 0 && height <= size.height() && width > 0 && width <= size.width()) {
        int top = draws.below(size.height() - height + 1);
        int left = draws.below(size.width() - width + 1);
        crop(pixels, scratch, top, left, height, width);
        return;
      }
    }
    cropCentre(pixels, scratch);
  }

  /** Of parts that do not fit: the largest of a ratio in range, as torchvision falls back to it. */
  private void cropCentre(float[] pixels, float[] scratch) {
    double own = (double) size.width() / size.height();
    int height = size.height();
    int width = size.width();
    if (own < spec.ratio().least()) {
      height = (int) Math.max(1, Math.rint(width / spec.ratio().least()));
    } else if (own > spec.ratio().most()) {
      width = (int) Math.max(1, Math.rint(height * spec.ratio().most()));
    }
    crop(pixels, scratch, (size.height() - height) / 2, (size.width() - width) / 2, height, width);
  }

  void crop(float[] pixels, float[] scratch, int top, int left, int height, int width) {
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
