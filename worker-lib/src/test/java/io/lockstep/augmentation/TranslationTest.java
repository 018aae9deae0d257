package io.lockstep.augmentation;

import static io.lockstep.augmentation.TestingPictures.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.seed.Seed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TranslationTest {
  private static final PictureSize SIZE = new PictureSize(2, 2, 3);

  private static float[] shifted(int down, int right) {
    float[] pixels = counting(SIZE);
    new Translation(SIZE, 9).shift(pixels, new float[pixels.length], down, right);
    return pixels;
  }

  @Test
  void shiftsEachChannelAndLetsZerosIn() {
    assertArrayEquals(
        new float[] {
          0, 0, 0,
          0, 1, 2,
          //
          0, 0, 0,
          0, 7, 8
        },
        shifted(1, 1));
    assertArrayEquals(
        new float[] {
          6, 0, 0,
          0, 0, 0,
          //
          12, 0, 0,
          0, 0, 0
        },
        shifted(-1, -2));
  }

  @Test
  void nothingIsLeftOfAPictureThatIsShiftedOut() {
    for (int[] out : new int[][] {{2, 0}, {-2, 0}, {0, 3}, {0, -3}, {9, 9}, {-9, -9}}) {
      assertArrayEquals(new float[SIZE.elements()], shifted(out[0], out[1]), Arrays.toString(out));
    }
  }

  @Test
  void everyShiftWithinThePixelsIsAsProbable() {
    PictureSize size = new PictureSize(1, 3, 3);
    Augmentation augmentation =
        Augmentation.of(
            new AugmentationSpec(List.of(new Translate(1, 1))),
            TestingPictures.bytes(size),
            new Seed(1));
    Map<Integer, Integer> places = new HashMap<>();
    for (int id = 0; id < 9_000; id++) {
      float[] pixels = {0, 0, 0, 0, 1, 0, 0, 0, 0};
      augmentation.apply(0, id, pixels);
      int place = 0;
      while (pixels[place] == 0) {
        place++;
      }
      places.merge(place, 1, Integer::sum);
    }
    assertEquals(9, places.size());
    places.values().forEach(count -> assertEquals(1_000, count, 5 * Math.sqrt(1_000)));
  }
}
