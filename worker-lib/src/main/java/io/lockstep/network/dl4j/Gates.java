package io.lockstep.network.dl4j;

/**
 * Tanh and sigmoid of float32 by one rational function, whose loops the JVM turns into vector
 * instructions: {@code tanh(x) = x P(x²) / Q(x²)} for |x| up to 7.9, beyond which it is 1 in
 * float32, with the coefficients of Eigen ({@code ptanh_float}), and {@code sigmoid(x) = (1 +
 * tanh(x/2)) / 2}. The absolute error is below 5e-7.
 */
final class Gates {
  private static final float BOUND = 7.905_311f;
  private static final float P1 = 4.893_525e-3f;
  private static final float P3 = 6.372_619_3e-4f;
  private static final float P5 = 1.485_722_4e-5f;
  private static final float P7 = 5.122_297e-8f;
  private static final float P9 = -8.604_672e-11f;
  private static final float P11 = 2.000_188e-13f;
  private static final float P13 = -2.760_768_5e-16f;
  private static final float Q0 = 4.893_525e-3f;
  private static final float Q2 = 2.268_434_6e-3f;
  private static final float Q4 = 1.185_347_1e-4f;
  private static final float Q6 = 1.198_258_4e-6f;

  private Gates() {}

  /** {@code to[i] = tanh(from[i])} for the first elements; they may be the same array. */
  static void tanh(float[] from, float[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = tanh(from[i]);
    }
  }

  /** {@code x[i] = sigmoid(x[i])} in a range. */
  static void sigmoid(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = 0.5f + 0.5f * tanh(0.5f * x[i]);
    }
  }

  private static float tanh(float value) {
    float x = Math.max(-BOUND, Math.min(BOUND, value));
    float s = x * x;
    float p = P1 + s * (P3 + s * (P5 + s * (P7 + s * (P9 + s * (P11 + s * P13)))));
    float q = Q0 + s * (Q2 + s * (Q4 + s * Q6));
    return x * p / q;
  }
}
