package io.lockstep.kernel;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/**
 * Inner loops over vectors outside the heap and over blocks on it. All implementations give the
 * same bits: each element by itself, float32, one rounding an operation (nothing fused), sums in a
 * fixed order. None allocates. Safe for use by many threads.
 */
public interface Kernels {
  /** Partial sums of {@link #addSquares}. */
  int LANES = 8;

  /** The fastest that this JVM can run. */
  static Kernels best() {
    return BestKernels.KERNELS;
  }

  /** Plain loops. */
  static Kernels plain() {
    return new PlainKernels();
  }

  /** For people: which instructions. */
  String description();

  /**
   * {@code into[i] = factor * (terms[0][from + i + shifts[0]] + terms[1][from + i + shifts[1]] +
   * ...)}, the sum from left to right.
   *
   * @param count terms that count, at least 1
   */
  void sum(
      FlatVector[] terms,
      int[] shifts,
      int count,
      int from,
      int length,
      float factor,
      float[] into);

  /**
   * {@code lanes[i % 8] += x[i]^2} in float64, for i in order.
   *
   * @param lanes {@link #LANES} sums
   */
  void addSquares(float[] x, int length, double[] lanes);

  /** Does a step of Adam with the first elements: updates, first and second moments. */
  void adam(AdamStep step, float[] u, float[] m, float[] v, int length);

  /**
   * A whole step of Adam with elements outside the heap, each read and written once: {@code adam}
   * on u, first and second moments, then {@code p -= rate * u}.
   *
   * @param gradient on the heap, its element at {@code at} belonging to {@code from}
   * @param from the first element of the three vectors
   */
  void adamUpdate(
      AdamStep step,
      float rate,
      float[] gradient,
      int at,
      FlatVector m,
      FlatVector v,
      FlatVector p,
      int from,
      int length);

  /** {@code vector[i] = factor * vector[i]} for the i of a slice. */
  void scale(FlatVector vector, Slice slice, float factor);

  /**
   * {@code c = a b} of row-major matrices. Each element of c is a sum over the inner dimension in
   * groups of four, {@code c += ((a0 b0 + a1 b1) + a2 b2) + a3 b3}, and what is left one by one.
   *
   * @param a [m, k]
   * @param b [k, n]
   * @param c [m, n], overwritten
   */
  void multiply(float[] a, float[] b, int m, int k, int n, float[] c);
}
