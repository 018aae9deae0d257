package io.lockstep.augmentation;

import static io.lockstep.augmentation.TestingPictures.changed;
import static io.lockstep.augmentation.TestingPictures.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.seed.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlippingTest {
  private static final PictureSize SIZE = new PictureSize(2, 2, 3);

  @Test
  void aHorizontalFlipReversesEachRow() {
    assertArrayEquals(
        new float[] {
          3, 2, 1,
          6, 5, 4,
          //
          9, 8, 7,
          12, 11, 10
        },
        changed(new Flipping(SIZE, Direction.HORIZONTAL), counting(SIZE)));
  }

  @Test
  void aVerticalFlipReversesTheRowsOfEachChannel() {
    assertArrayEquals(
        new float[] {
          4, 5, 6,
          1, 2, 3,
          //
          10, 11, 12,
          7, 8, 9
        },
        changed(new Flipping(SIZE, Direction.VERTICAL), counting(SIZE)));
  }

  @Test
  void asManyPicturesAreFlippedAsTheProbabilitySays() {
    PictureSize row = new PictureSize(1, 1, 2);
    Augmentation augmentation =
        Augmentation.of(
            new AugmentationSpec(List.of(new Flip(Direction.HORIZONTAL, 0.3))),
            TestingPictures.bytes(row),
            new Seed(1));
    int flipped = 0;
    for (int id = 0; id < 10_000; id++) {
      float[] pixels = {1, 2};
      augmentation.apply(id % 7, id, pixels);
      flipped += pixels[0] == 2 ? 1 : 0;
    }
    assertEquals(3_000, flipped, 5 * Math.sqrt(2_100));
  }
}
