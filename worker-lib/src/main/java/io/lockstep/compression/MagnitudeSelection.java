package io.lockstep.compression;

import java.util.Arrays;

/**
 * Finds the k-th largest magnitude exactly, in time linear in the length: the bits of a float
 * without its sign are ordered as the magnitudes are, so that a count of their upper 16 bits, then
 * of the lower 15 within one of these bins, gives it. NaN counts as larger than infinity. Used by
 * one thread.
 */
final class MagnitudeSelection {
  private static final int MAGNITUDE = 0x7fff_ffff;
  private static final int LOW_BITS = 15;

  private final int[] high = new int[1 << 16];
  private final int[] low = new int[1 << LOW_BITS];
  private int bits;
  private int ties;

  /** A magnitude in its order. */
  static int bits(float x) {
    return Float.floatToRawIntBits(x) & MAGNITUDE;
  }

  /**
   * Looks at all elements. The k largest are then those above {@link #bits} and the first {@link
   * #ties} that are equal to it.
   *
   * @param k from 1 to the length
   */
  void select(float[] x, int k) {
    Arrays.fill(high, 0);
    Arrays.fill(low, 0);
    for (float value : x) {
      high[bits(value) >>> LOW_BITS]++;
    }
    int left = k;
    int bin = high.length - 1;
    while (high[bin] < left) {
      left -= high[bin--];
    }
    int mask = (1 << LOW_BITS) - 1;
    for (float value : x) {
      int magnitude = bits(value);
      if (magnitude >>> LOW_BITS == bin) {
        low[magnitude & mask]++;
      }
    }
    int rest = low.length - 1;
    while (low[rest] < left) {
      left -= low[rest--];
    }
    bits = bin << LOW_BITS | rest;
    ties = left;
  }

  /** Of the k-th largest magnitude. */
  int bits() {
    return bits;
  }

  /** How many of those that are equal to the k-th largest are among the k, at least 1. */
  int ties() {
    return ties;
  }
}
