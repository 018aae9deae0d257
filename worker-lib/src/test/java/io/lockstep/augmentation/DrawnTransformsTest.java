package io.lockstep.augmentation;

import static io.lockstep.augmentation.TestingPictures.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.augmentation.TransformSpec.Noise;
import io.lockstep.augmentation.TransformSpec.RandomErasing;
import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.augmentation.TransformSpec.Rotate;
import io.lockstep.augmentation.TransformSpec.Stretch;
import io.lockstep.data.Normalization;
import io.lockstep.seed.Seed;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What transforms draw: within the bounds of the plan, and reaching them. */
class DrawnTransformsTest {
  private static final PictureSize SIZE = new PictureSize(1, 20, 20);
  private static final int PICTURES = 2_000;

  private static Augmentation augmentation(TransformSpec spec, PictureForm form) {
    return Augmentation.of(new AugmentationSpec(List.of(spec)), form, new Seed(9));
  }

  private static float[] filled(PictureSize size, float value) {
    float[] pixels = new float[size.elements()];
    Arrays.fill(pixels, value);
    return pixels;
  }

  @Test
  void erasesRectanglesOfTheWantedAreaWithTheMean() {
    Normalization mean = new Normalization(List.of(77.0), List.of(0.5));
    Augmentation erasing =
        augmentation(
            new RandomErasing(new Range(0.1, 0.4), new Range(0.5, 2), 1),
            new PictureForm(SIZE, mean, Range.BYTES));
    double sum = 0;
    for (int id = 0; id < PICTURES; id++) {
      float[] pixels = filled(SIZE, 200);
      erasing.apply(0, id, pixels);
      int erased = 0;
      for (float pixel : pixels) {
        erased += pixel == 77 ? 1 : 0;
        assertTrue(pixel == 77 || pixel == 200, "pixel " + pixel);
      }
      // sides are rounded down
      assertTrue(erased <= 160 && erased >= 40 - 2 * 10, erased + " pixels");
      sum += erased;
    }
    assertTrue(sum / PICTURES > 60 && sum / PICTURES < 100, sum / PICTURES + " pixels on average");
  }

  @Test
  void noiseHasTheDeviationThatItHasAfterNormalization() {
    PictureSize two = new PictureSize(2, 50, 50);
    Normalization normalization = new Normalization(List.of(100.0, 50.0), List.of(0.02, 0.1));
    Augmentation noise =
        augmentation(new Noise(0.3, 1), new PictureForm(two, normalization, Range.BYTES));
    double[] sums = new double[2];
    double[] squares = new double[2];
    for (int id = 0; id < 40; id++) {
      float[] pixels = filled(two, 100);
      noise.apply(0, id, pixels);
      for (int i = 0; i < pixels.length; i++) {
        sums[i / 2_500] += pixels[i] - 100;
        squares[i / 2_500] += (pixels[i] - 100) * (pixels[i] - 100);
      }
    }
    assertEquals(15, Math.sqrt(squares[0] / 100_000), 0.15); // 0.3 / 0.02
    assertEquals(3, Math.sqrt(squares[1] / 100_000), 0.03); // 0.3 / 0.1
    assertEquals(0, sums[0] / 100_000, 5 * 15 / Math.sqrt(100_000));
    assertEquals(0, sums[1] / 100_000, 5 * 3 / Math.sqrt(100_000));
  }

  @Test
  void brightnessIsDrawnEvenlyAndBytesStayBytes() {
    Augmentation jitter = augmentation(new ColorJitter(0.5, 0, 0, 1), bytes(SIZE));
    double least = 255;
    double most = 0;
    double sum = 0;
    for (int id = 0; id < PICTURES; id++) {
      float[] pixels = filled(SIZE, 100);
      jitter.apply(0, id, pixels);
      least = Math.min(least, pixels[0]);
      most = Math.max(most, pixels[0]);
      sum += pixels[0];
    }
    assertTrue(least >= 50 && least < 51 && most <= 150 && most > 149, least + " to " + most);
    assertEquals(100, sum / PICTURES, 5 * 100 / Math.sqrt(12.0 * PICTURES));
    float[] white = filled(SIZE, 250);
    for (int id = 0; id < 100; id++) {
      jitter.apply(0, id, white);
      assertTrue(white[0] <= 255, "pixel " + white[0]);
    }
  }

  @Test
  void cropsShowWhatIsInThePictureAlone() {
    Augmentation crop =
        augmentation(
            new RandomResizedCrop(new Range(0.08, 1), new Range(3.0 / 4, 4.0 / 3), 1), bytes(SIZE));
    float[] ramp = new float[SIZE.elements()];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % 20;
    }
    double widest = 0;
    double narrowest = 20;
    for (int id = 0; id < PICTURES; id++) {
      float[] pixels = ramp.clone();
      crop.apply(0, id, pixels);
      double shown = pixels[19] - pixels[0] + 1;
      widest = Math.max(widest, shown);
      narrowest = Math.min(narrowest, shown);
      assertTrue(pixels[0] >= 0 && pixels[19] <= 19, "from outside");
    }
    assertEquals(20, widest, 1e-4);
    // sqrt(0.08 * 400 * 3 / 4) = 4.9
    assertEquals(5, narrowest, 1e-4);
  }

  @Test
  void thePartsOfAPictureThatNoRatioFitsAreItsMiddle() {
    PictureSize flat = new PictureSize(1, 2, 8);
    Augmentation crop =
        augmentation(new RandomResizedCrop(new Range(1, 1), new Range(1, 1), 1), bytes(flat));
    float[] pixels = {0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7};
    crop.apply(0, 0, pixels);
    assertArrayEquals(
        new float[] {3, 3, 3.125f, 3.375f, 3.625f, 3.875f, 4, 4}, Arrays.copyOf(pixels, 8), 1e-6f);
  }

  @Test
  void quarterTurnsAndStretchesKeepTheMiddle() {
    PictureSize odd = new PictureSize(1, 3, 3);
    for (TransformSpec spec : List.of(new Rotate(180, 1), new Stretch(0.9, 1))) {
      Augmentation change = augmentation(spec, bytes(odd));
      for (int id = 0; id < 100; id++) {
        float[] pixels = {0, 0, 0, 0, 9, 0, 0, 0, 0};
        change.apply(0, id, pixels);
        assertEquals(9, pixels[4], 1e-5);
      }
    }
  }
}
