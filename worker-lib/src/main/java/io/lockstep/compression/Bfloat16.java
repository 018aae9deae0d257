package io.lockstep.compression;

/**
 * The upper half of a float32: 8 bits of exponent, 7 of fraction. Rounds to nearest, ties to even,
 * so that the relative error of a normal number is at most 2^-9 of the next power of two; what is
 * beyond the largest number becomes infinity, and NaN stays NaN (Kalamkar et al. 2019, A Study of
 * BFLOAT16 for Deep Learning Training, arXiv 1905.12322).
 */
public final class Bfloat16 {
  private static final int INFINITY = 0x7f80_0000;
  private static final int MAGNITUDE = 0x7fff_ffff;
  private static final int QUIET = 0x0040_0000;
  private static final int UPPER = 0xffff_0000;

  private Bfloat16() {}

  /** The nearest number that 16 bits can hold. */
  public static float round(float x) {
    int bits = Float.floatToRawIntBits(x);
    int rounded = (bits & MAGNITUDE) > INFINITY ? bits | QUIET : bits + 0x7fff + (bits >>> 16 & 1);
    return Float.intBitsToFloat(rounded & UPPER);
  }

  /** Rounds the first elements of an array in place. */
  public static void round(float[] x, int length) {
    for (int i = 0; i < length; i++) {
      x[i] = round(x[i]);
    }
  }
}
