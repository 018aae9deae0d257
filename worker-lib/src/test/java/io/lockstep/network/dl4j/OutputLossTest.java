package io.lockstep.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.Loss;
import io.lockstep.network.TestingNetworks;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class OutputLossTest {
  @Test
  void crossEntropyOfEqualOutputsIsTheLogarithmOfTheirNumber() {
    FloatBuffer z = FloatBuffer.wrap(new float[] {3, 3, 3, 3, -1, -1, -1, -1});
    double loss =
        OutputLoss.of(Loss.CROSS_ENTROPY)
            .sumAndGradient(z, FloatBuffer.wrap(new float[] {0, 1, 0, 0, 1, 0, 0, 0}), 2, 4);
    assertEquals(2 * Math.log(4), loss, 1e-12);
    assertArrayEquals(
        new float[] {.25f, -.75f, .25f, .25f, -.75f, .25f, .25f, .25f}, z.array(), 1e-7f);
  }

  @Test
  void crossEntropyOfAWrongExampleIsNotClipped() {
    FloatBuffer z = FloatBuffer.wrap(new float[] {500, 0});
    double loss =
        OutputLoss.of(Loss.CROSS_ENTROPY)
            .sumAndGradient(z, FloatBuffer.wrap(new float[] {0, 1}), 1, 2);
    assertEquals(500, loss, 1e-9);
    assertArrayEquals(new float[] {1, -1}, z.array());
  }

  @Test
  void crossEntropyTakesDistributionsAsTargets() {
    FloatBuffer z = FloatBuffer.wrap(new float[] {(float) Math.log(3), 0});
    double loss =
        OutputLoss.of(Loss.CROSS_ENTROPY)
            .sumAndGradient(z, FloatBuffer.wrap(new float[] {.5f, .5f}), 1, 2);
    assertEquals(-0.5 * Math.log(.75) - 0.5 * Math.log(.25), loss, 1e-7);
    assertArrayEquals(new float[] {.25f, -.25f}, z.array(), 1e-7f);
  }

  @Test
  void meanSquaredErrorIsTheMeanOverTargets() {
    FloatBuffer y = FloatBuffer.wrap(new float[] {1, 2, 5, 5});
    double loss =
        OutputLoss.of(Loss.MSE).sumAndGradient(y, FloatBuffer.wrap(new float[] {0, 4, 5, 4}), 2, 2);
    assertEquals((1 + 4) / 2.0 + 1 / 2.0, loss);
    assertArrayEquals(new float[] {1, -2, 0, 1}, y.array());
  }

  @Test
  void aRowOfWeight0CountsNothingWhateverItsLoss() {
    FloatBuffer z = FloatBuffer.wrap(new float[] {Float.NaN, 0, 3, 3});
    double loss =
        OutputLoss.of(Loss.CROSS_ENTROPY)
            .sumAndGradient(
                z,
                FloatBuffer.wrap(new float[] {0, 1, 1, 0}),
                FloatBuffer.wrap(new float[] {0, 2}),
                1,
                2,
                2);
    assertEquals(2 * Math.log(2), loss, 1e-12);
    assertArrayEquals(new float[] {0, 0, -1, 1}, z.array());
  }

  @Test
  void notANumberShows() {
    for (Loss loss : TestingNetworks.losses()) {
      FloatBuffer z = FloatBuffer.wrap(new float[] {Float.NaN, 0});
      double sum =
          OutputLoss.of(loss).sumAndGradient(z, FloatBuffer.wrap(new float[] {0, 1}), 1, 2);
      assertTrue(Double.isNaN(sum), loss.toString());
    }
  }
}
