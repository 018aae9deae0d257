package io.lockstep.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.seed.Draws;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixingTest {
  private static final PictureSize SIZE = new PictureSize(2, 3, 4);

  @Test
  void mixupIsTheWeightedMeanOfBoth() {
    float[] pixels = {1, 2, 3};
    MixingUp.blend(pixels, new float[] {5, 10, 3}, 0.75);
    assertArrayEquals(new float[] {2, 4, 3}, pixels);
  }

  @Test
  void cutMixPastesARectangleAndCountsTheAreaThatStays() {
    MixingByCut mixing = new MixingByCut(SIZE, 1);
    float[] pixels = new float[SIZE.elements()];
    double stays = mixing.paste(pixels, TestingPictures.counting(SIZE), 1, 3, 2, 2);
    assertArrayEquals(
        new float[] {
          0, 0, 3, 4,
          0, 0, 7, 8,
          0, 0, 0, 0,
          //
          0, 0, 15, 16,
          0, 0, 19, 20,
          0, 0, 0, 0
        },
        pixels);
    assertEquals(8.0 / 12, stays, 1e-12);
  }

  @Test
  void whatCutMixPastesOutsideDoesNotCount() {
    float[] pixels = new float[SIZE.elements()];
    double stays =
        new MixingByCut(SIZE, 1).paste(pixels, TestingPictures.counting(SIZE), 2, 0, 2, 3);
    assertArrayEquals(new float[] {0, 0, 0, 0, 5, 6, 0, 0, 9, 10, 0, 0}, Arrays.copyOf(pixels, 12));
    assertEquals(8.0 / 12, stays, 1e-12);
  }

  @Test
  void thePartThatStaysIsThatOfThePixels() {
    PictureSize size = new PictureSize(1, 30, 20);
    MixingByCut mixing = new MixingByCut(size, 1);
    float[] other = new float[size.elements()];
    Arrays.fill(other, 1);
    Draws draws = TestingPictures.draws();
    for (int id = 0; id < 500; id++) {
      draws.restart(0, id, 0);
      float[] pixels = new float[size.elements()];
      double stays = mixing.mix(pixels, other, draws);
      double sum = 0;
      for (float pixel : pixels) {
        sum += pixel;
      }
      assertEquals(1 - sum / size.elements(), stays, 1e-12);
    }
  }
}
