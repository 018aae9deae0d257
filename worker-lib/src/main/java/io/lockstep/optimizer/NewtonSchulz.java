package io.lockstep.optimizer;

import io.lockstep.kernel.Kernels;

/**
 * Brings the singular values of a matrix near to 1 (Jordan et al. 2024, Muon: an optimizer for
 * hidden layers in neural networks): from {@code X = G / (|G| + 1e-7)}, five times
 *
 * <pre>
 * A = X X^T,  X = 3.4445 X + (-4.7750 A + 2.0315 A A) X
 * </pre>
 *
 * in float32 (the author has bfloat16). Works along the shorter side: a matrix with more rows than
 * columns is turned. Memory for one shape; used by one thread.
 */
final class NewtonSchulz {
  private static final int ITERATIONS = 5;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;
  private static final double EPSILON = 1e-7;

  private final Kernels kernels = Kernels.best();
  private final int rows;
  private final int columns;
  private final int shorter;
  private final int longer;
  private final float[] x;
  private final float[] next;
  private final float[] gram;
  private final float[] polynomial;

  NewtonSchulz(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.shorter = Math.min(rows, columns);
    this.longer = Math.max(rows, columns);
    this.x = new float[rows * columns];
    this.next = new float[rows * columns];
    this.gram = new float[shorter * shorter];
    this.polynomial = new float[shorter * shorter];
  }

  /**
   * Changes a matrix in place.
   *
   * @param matrix [rows, columns], row-major
   */
  void orthogonalize(float[] matrix) {
    load(matrix, (float) (1 / (norm(matrix) + EPSILON)));
    for (int i = 0; i < ITERATIONS; i++) {
      iterate();
    }
    store(matrix);
  }

  private static double norm(float[] matrix) {
    double sum = 0;
    for (float value : matrix) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private void iterate() {
    transpose(x, shorter, longer, 1, next);
    kernels.multiply(x, next, shorter, longer, shorter, gram);
    kernels.multiply(gram, gram, shorter, shorter, shorter, polynomial);
    for (int i = 0; i < polynomial.length; i++) {
      polynomial[i] = B * gram[i] + C * polynomial[i];
    }
    kernels.multiply(polynomial, x, shorter, shorter, longer, next);
    for (int i = 0; i < x.length; i++) {
      x[i] = A * x[i] + next[i];
    }
  }

  private void load(float[] matrix, float factor) {
    if (rows <= columns) {
      for (int i = 0; i < matrix.length; i++) {
        x[i] = factor * matrix[i];
      }
      return;
    }
    transpose(matrix, rows, columns, factor, x);
  }

  private void store(float[] matrix) {
    if (rows <= columns) {
      System.arraycopy(x, 0, matrix, 0, matrix.length);
      return;
    }
    transpose(x, columns, rows, 1, matrix);
  }

  /** From [m, n] to [n, m]. */
  private static void transpose(float[] from, int m, int n, float factor, float[] to) {
    for (int r = 0; r < m; r++) {
      for (int c = 0; c < n; c++) {
        to[c * m + r] = factor * from[r * n + c];
      }
    }
  }
}
