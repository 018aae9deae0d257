package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.seed.Draws;

/** Enlarges a part of a picture, drawn as torchvision's RandomResizedCrop, to its size. */
final class ResizedCrop implements Transform {
  private static final int ATTEMPTS = 10;

  private final PictureSize size;
  private final RandomResizedCrop spec;
  private final Enlargement enlargement;

  ResizedCrop(PictureSize size, RandomResizedCrop spec) {
    this.size = size;
    this.spec = spec;
    this.enlargement = new Enlargement(size);
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
        enlargement.enlarge(pixels, scratch, top, left, height, width);
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
    int top = (size.height() - height) / 2;
    enlargement.enlarge(pixels, scratch, top, (size.width() - width) / 2, height, width);
  }
}
