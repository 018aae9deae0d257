package io.lockstep.compression;

import static io.lockstep.checks.Checks.check;

/**
 * How far what is sent is from the dense sum: relative error {@code |dense - sent| / |dense|} and
 * cosine {@code <dense, sent> / (|dense| |sent|)}. Each rank adds the elements of its slice, in
 * float64; the sums of all ranks give the numbers, so that all ranks have the same. Used by one
 * thread.
 */
public final class Deviation {
  /** How many {@link #sums} there are. */
  public static final int SUMS = 4;

  private static final int ERROR = 0;
  private static final int DENSE = 1;
  private static final int SENT = 2;
  private static final int PRODUCT = 3;

  private final double[] sums = new double[SUMS];

  public void clear() {
    for (int i = 0; i < SUMS; i++) {
      sums[i] = 0;
    }
  }

  /**
   * Adds the first elements of two blocks.
   *
   * @param dense what would have been sent
   * @param sent in its place
   */
  public void add(float[] dense, float[] sent, int length) {
    for (int i = 0; i < length; i++) {
      double d = dense[i];
      double s = sent[i];
      sums[ERROR] += (d - s) * (d - s);
      sums[DENSE] += d * d;
      sums[SENT] += s * s;
      sums[PRODUCT] += d * s;
    }
  }

  /** Of squared error, squares of both, product; the array itself. */
  public double[] sums() {
    return sums;
  }

  /** Adds what another rank has summed. */
  public void add(double[] others, int from) {
    check(from + SUMS <= others.length, "sums", "at least " + SUMS, others.length - from);
    for (int i = 0; i < SUMS; i++) {
      sums[i] += others[from + i];
    }
  }

  /** 0 if both are zero. */
  public double error() {
    return sums[ERROR] == 0 ? 0 : Math.sqrt(sums[ERROR] / sums[DENSE]);
  }

  /** 1 if both are zero, 0 if only one is. */
  public double cosine() {
    if (sums[DENSE] == 0 || sums[SENT] == 0) {
      return sums[ERROR] == 0 ? 1 : 0;
    }
    return sums[PRODUCT] / (Math.sqrt(sums[DENSE]) * Math.sqrt(sums[SENT]));
  }
}
