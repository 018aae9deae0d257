package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.Direction;

/**
 * The views of a {@link ViewSpec}, ready for pictures of one size. They take no number from outside
 * the picture, so that they may be taken before or after normalization. Used by one thread;
 * allocates nothing when it is applied.
 */
public final class Views {
  /** As 224 of 256 pixels. */
  private static final double PART = 7.0 / 8;

  private final ViewSpec spec;
  private final PictureSize size;
  private final Flipping flipping;
  private final Enlargement enlargement;
  private final float[] scratch;

  public Views(ViewSpec spec, PictureSize size) {
    this.spec = spec;
    this.size = size;
    this.flipping = new Flipping(size, Direction.HORIZONTAL);
    this.enlargement = new Enlargement(size);
    this.scratch = new float[size.elements()];
  }

  /** How many there are. */
  public int count() {
    return spec.count();
  }

  public PictureSize size() {
    return size;
  }

  /**
   * Makes a view of a picture.
   *
   * @param view from 0: the middle, then the corners row by row; then the same mirrored
   * @param pixels channels x height x width, changed in place
   */
  public void apply(int view, float[] pixels) {
    int crops = Math.max(1, spec.crops());
    if (view >= crops) {
      flipping.flip(pixels, scratch);
    }
    if (spec.crops() > 0) {
      crop(view % crops, pixels);
    }
  }

  private void crop(int place, float[] pixels) {
    int height = (int) Math.max(1, Math.rint(PART * size.height()));
    int width = (int) Math.max(1, Math.rint(PART * size.width()));
    int down = size.height() - height;
    int right = size.width() - width;
    int top = place == 0 ? down / 2 : down * ((place - 1) / 2);
    int left = place == 0 ? right / 2 : right * ((place - 1) % 2);
    enlargement.enlarge(pixels, scratch, top, left, height, width);
  }
}
