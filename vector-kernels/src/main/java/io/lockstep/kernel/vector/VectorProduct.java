package io.lockstep.kernel.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of row-major matrices in registers: a panel of b, one vector wide, is packed, so that it
 * stays in the first-level cache, and four rows of c are summed over it at a time. Each element is
 * summed as the plain loops do it, four products and then their sum to what there is.
 */
final class VectorProduct {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int COLUMNS = FLOATS.length();
  private static final int ROWS = 4;

  /** How much of the inner dimension is packed at a time; whole groups of four. */
  private static final int INNER = 128;

  private final float[] panel = new float[INNER * COLUMNS];
  private final float[] tile = new float[ROWS * COLUMNS];

  /** As {@link io.lockstep.kernel.Kernels#multiply}. */
  void multiply(float[] a, float[] b, int m, int k, int n, float[] c) {
    Arrays.fill(c, 0, m * n, 0);
    for (int column = 0; column < n; column += COLUMNS) {
      int width = Math.min(COLUMNS, n - column);
      for (int inner = 0; inner < k; inner += INNER) {
        int depth = Math.min(INNER, k - inner);
        pack(b, inner * n + column, n, depth, width);
        for (int row = 0; row < m; row += ROWS) {
          int height = Math.min(ROWS, m - row);
          load(c, row * n + column, n, height, width);
          addFours(a, row * k + inner, k, height, depth);
          addRest(a, row * k + inner, k, height, depth);
          store(c, row * n + column, n, height, width);
        }
      }
    }
  }

  private void pack(float[] b, int at, int n, int depth, int width) {
    for (int i = 0; i < depth; i++) {
      System.arraycopy(b, at + i * n, panel, i * COLUMNS, width);
    }
  }

  private void load(float[] c, int at, int n, int height, int width) {
    for (int row = 0; row < height; row++) {
      System.arraycopy(c, at + row * n, tile, row * COLUMNS, width);
    }
  }

  private void store(float[] c, int at, int n, int height, int width) {
    for (int row = 0; row < height; row++) {
      System.arraycopy(tile, row * COLUMNS, c, at + row * n, width);
    }
  }

  /**
   * Adds to the tile what whole groups of four give; rows that are not there repeat the last one,
   * and nobody stores them. More work at once is beyond what the compiler inlines: then each vector
   * would be an object.
   */
  private void addFours(float[] a, int first, int stride, int height, int depth) {
    int second = first + Math.min(1, height - 1) * stride;
    int third = first + Math.min(2, height - 1) * stride;
    int fourth = first + Math.min(3, height - 1) * stride;
    FloatVector c0 = FloatVector.fromArray(FLOATS, tile, 0);
    FloatVector c1 = FloatVector.fromArray(FLOATS, tile, COLUMNS);
    FloatVector c2 = FloatVector.fromArray(FLOATS, tile, 2 * COLUMNS);
    FloatVector c3 = FloatVector.fromArray(FLOATS, tile, 3 * COLUMNS);
    for (int inner = 0; inner + 4 <= depth; inner += 4) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, panel, inner * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(FLOATS, panel, (inner + 1) * COLUMNS);
      FloatVector b2 = FloatVector.fromArray(FLOATS, panel, (inner + 2) * COLUMNS);
      FloatVector b3 = FloatVector.fromArray(FLOATS, panel, (inner + 3) * COLUMNS);
      c0 = c0.add(four(a, first + inner, b0, b1, b2, b3));
      c1 = c1.add(four(a, second + inner, b0, b1, b2, b3));
      c2 = c2.add(four(a, third + inner, b0, b1, b2, b3));
      c3 = c3.add(four(a, fourth + inner, b0, b1, b2, b3));
    }
    c0.intoArray(tile, 0);
    c1.intoArray(tile, COLUMNS);
    c2.intoArray(tile, 2 * COLUMNS);
    c3.intoArray(tile, 3 * COLUMNS);
  }

  private static FloatVector four(
      float[] a, int at, FloatVector b0, FloatVector b1, FloatVector b2, FloatVector b3) {
    return b0.mul(a[at]).add(b1.mul(a[at + 1])).add(b2.mul(a[at + 2])).add(b3.mul(a[at + 3]));
  }

  /** Adds what no group of four holds, which only the end of the inner dimension has. */
  private void addRest(float[] a, int first, int stride, int height, int depth) {
    for (int inner = depth - depth % 4; inner < depth; inner++) {
      for (int row = 0; row < height; row++) {
        float factor = a[first + row * stride + inner];
        for (int i = 0; i < COLUMNS; i++) {
          tile[row * COLUMNS + i] += factor * panel[inner * COLUMNS + i];
        }
      }
    }
  }
}
