package io.lockstep.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.augmentation.TransformSpec.Cutout;
import io.lockstep.data.Normalization;
import io.lockstep.seed.Seed;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CuttingOutTest {
  private static final PictureSize SIZE = new PictureSize(2, 3, 4);
  private static final PictureForm FORM =
      new PictureForm(
          SIZE, new Normalization(List.of(0.5, -2.0), List.of(1.0, 1.0)), Range.NUMBERS);

  @Test
  void erasesWhatOfARectangleLiesWithinWithWhatNormalizationMakesZero() {
    float[] pixels = TestingPictures.counting(SIZE);
    new Erasing(FORM).erase(pixels, -1, 2, 3, 9);
    assertArrayEquals(
        new float[] {
          1, 2, 0.5f, 0.5f,
          5, 6, 0.5f, 0.5f,
          9, 10, 11, 12,
          //
          13, 14, -2, -2,
          17, 18, -2, -2,
          21, 22, 23, 24
        },
        pixels);
  }

  @Test
  void aSquareIsAroundAnyPixelAndMayReachBeyondTheBorder() {
    PictureSize row = new PictureSize(1, 1, 4);
    Augmentation cutout =
        Augmentation.of(
            new AugmentationSpec(List.of(new Cutout(2, 1))),
            TestingPictures.bytes(row),
            new Seed(1));
    TreeMap<String, Integer> seen = new TreeMap<>();
    for (int id = 0; id < 4_000; id++) {
      float[] pixels = {1, 1, 1, 1};
      cutout.apply(0, id, pixels);
      StringBuilder text = new StringBuilder();
      for (float pixel : pixels) {
        text.append((int) pixel);
      }
      seen.merge(text.toString(), 1, Integer::sum);
    }
    assertEquals(List.of("0011", "0111", "1001", "1100"), List.copyOf(seen.keySet()));
    seen.values().forEach(count -> assertEquals(1_000, count, 5 * Math.sqrt(750)));
  }
}
