package io.lockstep.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.augmentation.ViewSpec.Mirrors;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private static final PictureSize SIZE = new PictureSize(1, 8, 8);

  private static float[] view(ViewSpec spec, int view) {
    float[] pixels = TestingPictures.counting(SIZE);
    new Views(spec, SIZE).apply(view, pixels);
    return pixels;
  }

  private static float[] enlarged(int top, int left) {
    float[] pixels = TestingPictures.counting(SIZE);
    new Enlargement(SIZE).enlarge(pixels, new float[pixels.length], top, left, 7, 7);
    return pixels;
  }

  @Test
  void areThePictureAndItsMirrorImage() {
    ViewSpec flip = ViewSpec.parse("flip");
    assertEquals(2, flip.count());
    assertArrayEquals(TestingPictures.counting(SIZE), view(flip, 0));
    float[] mirrored = TestingPictures.counting(SIZE);
    new Flipping(SIZE, TransformSpec.Direction.HORIZONTAL).flip(mirrored, new float[64]);
    assertArrayEquals(mirrored, view(flip, 1));
  }

  @Test
  void areTheMiddleAndTheCornersEnlarged() {
    ViewSpec crops = ViewSpec.parse("crops=5");
    assertEquals(5, crops.count());
    assertArrayEquals(enlarged(0, 0), view(crops, 0)); // half a pixel from the middle
    assertArrayEquals(enlarged(0, 0), view(crops, 1));
    assertArrayEquals(enlarged(0, 1), view(crops, 2));
    assertArrayEquals(enlarged(1, 0), view(crops, 3));
    assertArrayEquals(enlarged(1, 1), view(crops, 4));
    PictureSize even = new PictureSize(1, 16, 16);
    float[] middle = TestingPictures.counting(even);
    new Views(ViewSpec.parse("crops=1"), even).apply(0, middle);
    float[] expected = TestingPictures.counting(even);
    new Enlargement(even).enlarge(expected, new float[256], 1, 1, 14, 14);
    assertArrayEquals(expected, middle);
  }

  @Test
  void readsWhatAPersonWrites() {
    assertEquals(new ViewSpec(Mirrors.HORIZONTAL, 5), ViewSpec.parse("flip, crops=5"));
    assertEquals(10, ViewSpec.parse("crops=5,flip").count());
    assertEquals(1, ViewSpec.PLAIN.count());
    for (String wrong : new String[] {"", "crops", "crops=3", "flip,", "flop"}) {
      IllegalArgumentException failure =
          assertThrows(IllegalArgumentException.class, () -> ViewSpec.parse(wrong));
      assertEquals(
          "Invalid views (flip, crops=1, crops=5, or flip with one of them): " + wrong,
          failure.getMessage());
    }
  }
}
