package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Loss;
import io.lockstep.network.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the definition, element by element. */
class MaxWindowsTest {
  /** Few of them, so that many are equal; a NaN of each sign. */
  private static final float[] VALUES = {
    -2, -1, -0f, 0, 1, 2, 3, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0xffc00001), Float.NaN
  };

  private record Pooling(Shape in, Shape out, Window window, boolean rectified) {}

  @Test
  void poolsAndScattersAsTheDefinitionSays() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 300; trial++) {
      Pooling pooling = pooling(random);
      MaxWindows windows =
          new MaxWindows(pooling.in, pooling.out, pooling.window, pooling.rectified);
      for (int image = 0; image < 2; image++) {
        assertPools(pooling, windows, random, "trial " + trial + ": " + pooling);
      }
    }
  }

  private static Pooling pooling(SplittableRandom random) {
    Size2d kernel = new Size2d(1 + random.nextInt(3), 1 + random.nextInt(3));
    Size2d stride = new Size2d(1 + random.nextInt(3), 1 + random.nextInt(3));
    Size2d padding = new Size2d(random.nextInt(kernel.height()), random.nextInt(kernel.width()));
    Window window = new Window(kernel, stride, padding);
    Shape in = Shape.image(1 + random.nextInt(20), 3 + random.nextInt(5), 3 + random.nextInt(5));
    Shape out = network(in, 2, Loss.MSE, maxPool(window)).layers().get(0).output();
    return new Pooling(in, out, window, random.nextBoolean());
  }

  private static void assertPools(
      Pooling pooling, MaxWindows windows, SplittableRandom random, String name) {
    int channels = pooling.in.channels();
    float[] image = new float[pooling.in.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = VALUES[random.nextInt(VALUES.length)];
    }
    float[] gradient = new float[pooling.out.elements()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = 1 + random.nextInt(100);
    }
    float[] expected = new float[gradient.length];
    float[] expectedGradient = new float[image.length];
    int positions = gradient.length / channels;
    for (int p = 0; p < positions; p++) {
      for (int c = 0; c < channels; c++) {
        int at = largest(pooling, image, p / pooling.out.width(), p % pooling.out.width(), c);
        boolean passes = !pooling.rectified || !(image[at] <= 0);
        expected[c * positions + p] = passes ? image[at] : 0;
        expectedGradient[at] += passes ? gradient[c * positions + p] : 0;
      }
    }
    int[] pooled = new int[gradient.length];
    int[] places = new int[gradient.length + 5];
    windows.pool(bits(image), pooled, places, 5);
    assertArrayEquals(expected, floats(pooled), name);
    float[] actualGradient = new float[image.length];
    windows.scatter(gradient, places, 5, actualGradient);
    assertArrayEquals(expectedGradient, actualGradient, name);
  }

  /** Index of the first largest element of a window, NaN above all. */
  private static int largest(Pooling pooling, float[] image, int y, int x, int channel) {
    Shape in = pooling.in;
    Window window = pooling.window;
    int best = -1;
    for (int i = 0; i < window.kernel().height(); i++) {
      for (int j = 0; j < window.kernel().width(); j++) {
        int row = y * window.stride().height() + i - window.padding().height();
        int column = x * window.stride().width() + j - window.padding().width();
        if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
          int at = (row * in.width() + column) * in.channels() + channel;
          if (best < 0 || Float.compare(image[at], image[best]) > 0) {
            best = at;
          }
        }
      }
    }
    return best;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static float[] floats(int[] bits) {
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    return values;
  }
}
