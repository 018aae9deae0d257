package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.seed.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final Seed SEED = new Seed(7);

  @Test
  void weightsHaveTheVarianceOfTheirInitialization() {
    int in = 300;
    int out = 200;
    assertMoments(Initialization.HE, 2.0 / in, 3, in, out);
    assertMoments(Initialization.HE_UNIFORM, 2.0 / in, 1.8, in, out);
    assertMoments(Initialization.XAVIER, 2.0 / (in + out), 3, in, out);
    assertMoments(Initialization.XAVIER_UNIFORM, 2.0 / (in + out), 1.8, in, out);
    assertMoments(Initialization.LECUN, 1.0 / in, 3, in, out);
    assertMoments(Initialization.LECUN_UNIFORM, 1.0 / in, 1.8, in, out);
    // Of a standard normal between -2 and 2: E x^4 / (E x^2)^2.
    assertMoments(Initialization.TRUNCATED_NORMAL, 2.0 / in, 1.4162 / (0.7737 * 0.7737), in, out);
  }

  @Test
  void anLstmBeginsOrthogonalAndRemembering() {
    NetworkSpec spec =
        NetworkSpec.infer(
            TestingNetworks.model(TestingNetworks.lstm(7, LayerSpec.Returned.LAST)),
            Shape.sequence(2, 3),
            2,
            Loss.CROSS_ENTROPY);
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    Initializer.initialize(spec, new Seed(5), parameters);
    float[] r = parameters.toArray(spec.layout().pieces().get(1).slice());
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 7; j++) {
        double product = 0;
        for (int row = 0; row < 28; row++) {
          product += (double) r[row * 7 + i] * r[row * 7 + j];
        }
        assertEquals(i == j ? 1 : 0, product, 1e-6, "columns " + i + " and " + j);
      }
    }
    float[] bias = parameters.toArray(spec.layout().pieces().get(2).slice());
    for (int i = 0; i < 28; i++) {
      assertEquals(i >= 7 && i < 14 ? 1 : 0, bias[i], "bias " + i);
    }
  }

  @Test
  void orthogonalWeightsKeepLengthsButForTheGainOfRelu() {
    for (int[] size : new int[][] {{30, 20}, {20, 30}, {25, 25}}) {
      NetworkSpec spec =
          network(
              Shape.flat(size[0]),
              2,
              Loss.CROSS_ENTROPY,
              new LayerSpec.Dense(size[1], Activation.RELU, Initialization.ORTHOGONAL, Bias.YES));
      float[] w = initialized(spec, SEED).toArray(spec.layout().pieces().get(0).slice());
      int columns = size[0];
      int rows = size[1];
      int vectors = Math.min(rows, columns);
      for (int i = 0; i < vectors; i++) {
        for (int j = 0; j < vectors; j++) {
          double dot = 0;
          for (int e = 0; e < Math.max(rows, columns); e++) {
            dot +=
                rows <= columns
                    ? (double) w[i * columns + e] * w[j * columns + e]
                    : (double) w[e * columns + i] * w[e * columns + j];
          }
          assertEquals(i == j ? 2 : 0, dot, 1e-5, rows + "x" + columns);
        }
      }
    }
  }

  /**
   * Standard errors for 60,000 draws are 0.4 % of the deviation and below 0.6 % of the variance.
   */
  private static void assertMoments(
      Initialization initialization, double variance, double kurtosis, int in, int out) {
    NetworkSpec spec =
        network(
            Shape.flat(in),
            2,
            Loss.CROSS_ENTROPY,
            new LayerSpec.Dense(out, Activation.RELU, initialization, Bias.YES));
    float[] weights = initialized(spec, SEED).toArray(spec.layout().pieces().get(0).slice());
    double mean = moment(weights, 0, 1);
    double measured = moment(weights, mean, 2);
    assertEquals(0, mean / Math.sqrt(variance), 0.02, initialization + ": mean");
    assertEquals(1, measured / variance, 0.03, initialization + ": variance");
    assertEquals(
        kurtosis,
        moment(weights, mean, 4) / (measured * measured),
        0.1,
        initialization + ": kurtosis");
  }

  private static double moment(float[] values, double about, int order) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value - about, order);
    }
    return sum / values.length;
  }

  @Test
  void theFanInOfAConvolutionIsChannelsTimesKernel() {
    NetworkSpec spec =
        network(
            Shape.image(16, 8, 8),
            2,
            Loss.CROSS_ENTROPY,
            conv(64, window(5, 1, 0), Activation.RELU));
    float[] weights = initialized(spec, SEED).toArray(spec.layout().pieces().get(1).slice());
    assertEquals(1, moment(weights, 0, 2) / (2.0 / (16 * 5 * 5)), 0.03);
  }

  @Test
  void whatIsNotAWeightStartsAtItsNeutralValue() {
    NetworkSpec spec =
        network(
            Shape.flat(4),
            2,
            Loss.CROSS_ENTROPY,
            new LayerSpec.Dense(3, Activation.IDENTITY, Initialization.HE, Bias.YES),
            new LayerSpec.BatchNorm(0.9, 1e-5));
    FlatVector parameters = initialized(spec, SEED);
    for (Piece piece : spec.layout().pieces()) {
      String role = piece.name().substring(2);
      if (!role.equals("weight")) {
        float[] expected = new float[piece.length()];
        Arrays.fill(expected, role.equals("scale") || role.equals("variance") ? 1 : 0);
        assertArrayEquals(expected, parameters.toArray(piece.slice()), piece.name());
      }
    }
  }

  @Test
  void sameSeedSameParametersAndAnotherSeedOthers() {
    NetworkSpec spec = TestingNetworks.lenet();
    float[] first = initialized(spec, SEED).toArray();
    assertArrayEquals(first, initialized(spec, SEED).toArray());
    assertFalse(Arrays.equals(first, initialized(spec, new Seed(8)).toArray()));
  }

  @Test
  void layersOfTheSameShapeDrawDifferently() {
    NetworkSpec spec =
        network(
            Shape.flat(5),
            2,
            Loss.CROSS_ENTROPY,
            TestingNetworks.dense(5, Activation.RELU),
            TestingNetworks.dense(5, Activation.RELU));
    FlatVector parameters = initialized(spec, SEED);
    assertFalse(
        Arrays.equals(
            parameters.toArray(spec.layout().pieces().get(0).slice()),
            parameters.toArray(spec.layout().pieces().get(2).slice())));
    assertTrue(parameters.get(0) != parameters.get(1));
  }

  private static FlatVector initialized(NetworkSpec spec, Seed seed) {
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    parameters.fill(Float.NaN);
    Initializer.initialize(spec, seed, parameters);
    return parameters;
  }
}
