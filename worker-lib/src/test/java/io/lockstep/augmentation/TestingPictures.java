package io.lockstep.augmentation;

import io.lockstep.data.Normalization;
import io.lockstep.seed.Draws;
import io.lockstep.seed.Seed;

/** Small pictures, and what transforms make of them. */
final class TestingPictures {
  private TestingPictures() {}

  /** Pictures of bytes that are not normalized. */
  static PictureForm bytes(PictureSize size) {
    return new PictureForm(size, Normalization.none(), Range.BYTES);
  }

  /** Every pixel another number: 1, 2, 3 and so on. */
  static float[] counting(PictureSize size) {
    float[] pixels = new float[size.elements()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i + 1;
    }
    return pixels;
  }

  static Draws draws() {
    return new Draws(new Seed(3));
  }

  /** What a transform makes of a copy. */
  static float[] changed(Transform transform, float[] pixels) {
    float[] copy = pixels.clone();
    transform.apply(copy, new float[copy.length], draws());
    return copy;
  }
}
