package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.RandomErasing;
import io.lockstep.seed.Draws;

/** Erases a rectangle of a drawn area and ratio that lies within the picture. */
final class ErasingAtRandom implements Transform {
  /** The paper tries for ever; a rectangle that never fits must not stop a run. */
  private static final int ATTEMPTS = 100;

  private final PictureSize size;
  private final Erasing erasing;
  private final RandomErasing spec;

  ErasingAtRandom(PictureForm form, RandomErasing spec) {
    this.size = form.size();
    this.erasing = new Erasing(form);
    this.spec = spec;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = draws.uniform(spec.area().least(), spec.area().most()) * size.area();
      double ratio = draws.uniform(spec.ratio().least(), spec.ratio().most());
      int height = (int) Math.sqrt(area * ratio);
      int width = (int) Math.sqrt(area / ratio);
      int left = draws.below(size.width());
      int top = draws.below(size.height());
      if (left + width <= size.width() && top + height <= size.height()) {
        erasing.erase(pixels, top, left, height, width);
        return;
      }
    }
  }
}
