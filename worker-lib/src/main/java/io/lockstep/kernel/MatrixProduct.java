package io.lockstep.kernel;

import java.util.Arrays;

/**
 * Products of row-major float32 matrices, in loops that the JIT compiler vectorizes; sums in a
 * fixed order, so that the same matrices have the same product anywhere.
 */
final class MatrixProduct {
  /** Columns at a time, so that what is read again and again stays in the second-level cache. */
  private static final int TILE = 512;

  private MatrixProduct() {}

  /** As {@link Kernels#multiply}. */
  static void of(float[] a, float[] b, int m, int k, int n, float[] c) {
    Arrays.fill(c, 0, m * n, 0);
    for (int from = 0; from < n; from += TILE) {
      int columns = Math.min(TILE, n - from);
      for (int row = 0; row < m; row++) {
        addRow(a, row * k, b, k, n, from, c, row * n + from, columns);
      }
    }
  }

  private static void addRow(
      float[] a, int at, float[] b, int k, int n, int from, float[] c, int to, int columns) {
    int inner = 0;
    for (; inner + 4 <= k; inner += 4) {
      int first = inner * n + from;
      float a0 = a[at + inner];
      float a1 = a[at + inner + 1];
      float a2 = a[at + inner + 2];
      float a3 = a[at + inner + 3];
      int second = first + n;
      int third = second + n;
      int fourth = third + n;
      for (int i = 0; i < columns; i++) {
        c[to + i] +=
            a0 * b[first + i] + a1 * b[second + i] + a2 * b[third + i] + a3 * b[fourth + i];
      }
    }
    for (; inner < k; inner++) {
      float factor = a[at + inner];
      int first = inner * n + from;
      for (int i = 0; i < columns; i++) {
        c[to + i] += factor * b[first + i];
      }
    }
  }
}
