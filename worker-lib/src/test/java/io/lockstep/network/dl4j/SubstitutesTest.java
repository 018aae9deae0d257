package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Edge cases of the layers that take the place of DL4J's. */
class SubstitutesTest {
  @Test
  void maxPoolingShowsNotANumberOfEitherSign() {
    for (int bits : new int[] {0x7fc00000, 0xffc00000}) {
      float[] pooled = maxPool2x2(1, Float.intBitsToFloat(bits), 3, 2);
      assertTrue(Float.isNaN(pooled[0]), Integer.toHexString(bits));
    }
  }

  @Test
  void maxPoolingTakesTheLargestOfAnySign() {
    assertEquals(-1, maxPool2x2(-4, -1, -3, -2)[0]);
    assertEquals(4, maxPool2x2(-4, 4, 3, Float.NEGATIVE_INFINITY)[0]);
    assertEquals(Float.POSITIVE_INFINITY, maxPool2x2(0, -0f, Float.POSITIVE_INFINITY, 1)[0]);
  }

  /** The one pooled value, twice: each goes to an output of its own. */
  private static float[] maxPool2x2(float... image) {
    NetworkSpec spec = network(Shape.image(1, 2, 2), 2, Loss.MSE, maxPool(window(2, 2, 0)));
    Network network = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(1));
    network.parameters().copyFrom(new float[] {1, 1, 0, 0});
    Batch batch = new Batch(1, 4, 2);
    batch.rows(1);
    batch.features().copyFrom(image);
    FlatVector outputs = FlatVector.allocate(2);
    network.predict(batch, outputs);
    return outputs.toArray();
  }

  @Test
  void reluPassesTheGradientOfPositiveValuesOnly() {
    Natives.loaded();
    FlatVector values =
        FlatVector.copyOf(-2, -0f, 0, Float.MIN_VALUE, 3, Float.POSITIVE_INFINITY, -1e-30f, 1);
    FlatVector gradient = FlatVector.copyOf(1, 2, 3, -4, 5, -6, 7, 8);
    INDArray result =
        new InPlaceReLU().backprop(Views.of(values, 2, 4), Views.of(gradient, 2, 4)).getFirst();
    assertArrayEquals(new float[] {0, 0, 0, -4, 5, -6, 0, 8}, PlainDl4j.values(result));
    assertArrayEquals(PlainDl4j.values(result), gradient.toArray());
  }

  @Test
  void unfoldingHoldsWhatEachKernelElementSees() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 100; trial++) {
      Size2d kernel = new Size2d(1 + random.nextInt(4), 1 + random.nextInt(4));
      Size2d stride = new Size2d(1 + random.nextInt(3), 1 + random.nextInt(3));
      Size2d padding = new Size2d(random.nextInt(kernel.height()), random.nextInt(kernel.width()));
      Shape in = Shape.image(1 + random.nextInt(2), 4 + random.nextInt(4), 4 + random.nextInt(4));
      Window window = new Window(kernel, stride, padding);
      Shape out = network(in, 2, Loss.MSE, maxPool(window)).layers().get(0).output();
      Unfolding unfolding = new Unfolding(in, out, window);
      for (int image = 0; image < 2; image++) {
        assertUnfolded(in, out, window, unfolding, random);
      }
    }
  }

  private static void assertUnfolded(
      Shape in, Shape out, Window window, Unfolding unfolding, SplittableRandom random) {
    float[] image = new float[in.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextDouble() + 1;
    }
    float[] columns = unfolding.of(image);
    int at = 0;
    for (int c = 0; c < in.channels(); c++) {
      for (int i = 0; i < window.kernel().height(); i++) {
        for (int j = 0; j < window.kernel().width(); j++) {
          for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
              int sourceY = y * window.stride().height() + i - window.padding().height();
              int sourceX = x * window.stride().width() + j - window.padding().width();
              boolean inside =
                  sourceY >= 0 && sourceY < in.height() && sourceX >= 0 && sourceX < in.width();
              float expected =
                  inside ? image[(c * in.height() + sourceY) * in.width() + sourceX] : 0;
              assertEquals(expected, columns[at++], in + " " + window);
            }
          }
        }
      }
    }
    assertEquals(columns.length, at);
  }
}
