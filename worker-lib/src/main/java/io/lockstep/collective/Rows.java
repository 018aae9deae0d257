package io.lockstep.collective;

import static io.lockstep.checks.Checks.atLeast;

/**
 * A row of float64 from each rank, which rides along with a collective: loss sums, counts, timings,
 * votes. A rank fills its own row; afterwards every rank has all rows.
 */
public final class Rows {
  private final int width;
  private final double[][] values;

  /**
   * @param ranks how many rows
   * @param width values of a row; the same on all ranks
   */
  public Rows(int ranks, int width) {
    this.width = atLeast(width, 0, "width");
    this.values = new double[atLeast(ranks, 1, "ranks")][width];
  }

  public int ranks() {
    return values.length;
  }

  public int width() {
    return width;
  }

  /** A rank's row itself, not a copy. */
  public double[] of(int rank) {
    return values[rank];
  }

  /** Sum of a column, in the order of ranks. */
  public double sum(int column) {
    double sum = 0;
    for (double[] row : values) {
      sum += row[column];
    }
    return sum;
  }
}
