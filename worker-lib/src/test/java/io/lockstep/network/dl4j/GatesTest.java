package io.lockstep.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GatesTest {
  private static final float[] FAR = {
    -1e30f, 1e30f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0f, -0f
  };

  @Test
  void tanhAndSigmoidAreThoseOfFloat64() {
    float[] x = new float[40_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 20_000) / 1_000f;
    }
    assertTanhAndSigmoid(x);
    assertTanhAndSigmoid(FAR);
  }

  @Test
  void smallNumbersKeepTheirDigits() {
    float[] x = {1e-3f, -1e-6f, 1e-20f};
    float[] tanh = new float[x.length];
    Gates.tanh(x, tanh, x.length);
    for (int i = 0; i < x.length; i++) {
      assertEquals(Math.tanh(x[i]), tanh[i], 3e-7 * Math.abs(x[i]));
    }
  }

  @Test
  void notANumberStaysSo() {
    float[] x = {Float.NaN, Float.NaN};
    Gates.tanh(x, x, 1);
    Gates.sigmoid(x, 1, 2);
    assertEquals(Float.NaN, x[0]);
    assertEquals(Float.NaN, x[1]);
  }

  private static void assertTanhAndSigmoid(float[] x) {
    float[] tanh = new float[x.length];
    Gates.tanh(x, tanh, x.length);
    float[] sigmoid = x.clone();
    Gates.sigmoid(sigmoid, 0, x.length);
    for (int i = 0; i < x.length; i++) {
      assertEquals(Math.tanh(x[i]), tanh[i], 5e-7, "tanh " + x[i]);
      assertEquals(1 / (1 + Math.exp(-(double) x[i])), sigmoid[i], 5e-7, "sigmoid " + x[i]);
    }
  }
}
