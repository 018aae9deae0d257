package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** Erases a square around any pixel; what of it lies outside is lost. */
final class CuttingOut implements Transform {
  private final PictureSize size;
  private final Erasing erasing;
  private final int side;

  CuttingOut(PictureForm form, int side) {
    this.size = form.size();
    this.erasing = new Erasing(form);
    this.side = side;
  }

  @Override
  public void apply(float[] pixels, float[] scratch, Draws draws) {
    int y = draws.below(size.height());
    int x = draws.below(size.width());
    erasing.erase(pixels, y - side / 2, x - side / 2, side, side);
  }
}
