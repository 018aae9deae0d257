package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.FlatVector;

/**
 * Some examples as a network reads them: normalized features and targets, row-major, outside the
 * heap. A batch is filled again and again; its memory stays where it is.
 */
public final class Batch {
  private final int width;
  private final int targetWidth;
  private final int maxRows;
  private final FlatVector features;
  private final FlatVector targets;
  private final FlatVector weights;
  private final FlatVector noise;
  private int rows;

  /** Whether rows count alike in the loss. */
  public enum Weighting {
    EQUAL,
    WEIGHTED
  }

  /**
   * @param maxRows capacity
   * @param width features of an example
   * @param targetWidth classes (one-hot) or regression targets of an example
   */
  public Batch(int maxRows, int width, int targetWidth) {
    this(maxRows, width, targetWidth, Weighting.EQUAL, 0);
  }

  /**
   * @param weighting whether there are weights
   * @param noiseWidth random numbers of an example
   */
  public Batch(int maxRows, int width, int targetWidth, Weighting weighting, int noiseWidth) {
    this.maxRows = maxRows;
    this.width = width;
    this.targetWidth = targetWidth;
    this.features = FlatVector.allocate(Math.multiplyExact(maxRows, width));
    this.targets = FlatVector.allocate(Math.multiplyExact(maxRows, targetWidth));
    this.weights = FlatVector.allocate(weighting == Weighting.WEIGHTED ? maxRows : 0);
    this.noise = FlatVector.allocate(Math.multiplyExact(maxRows, noiseWidth));
  }

  public int rows() {
    return rows;
  }

  public void rows(int rows) {
    check(rows >= 0 && rows <= maxRows, "rows", "0 to " + maxRows, rows);
    this.rows = rows;
  }

  public int maxRows() {
    return maxRows;
  }

  public int width() {
    return width;
  }

  public int targetWidth() {
    return targetWidth;
  }

  /** maxRows x width; the first {@link #rows} rows count. */
  public FlatVector features() {
    return features;
  }

  /** maxRows x targetWidth; one-hot for classes. */
  public FlatVector targets() {
    return targets;
  }

  /** maxRows; what each row counts in the loss. Empty: all rows count alike. */
  public FlatVector weights() {
    return weights;
  }

  public boolean isWeighted() {
    return weights.length() > 0;
  }

  /** maxRows x noiseWidth; standard normal numbers for a network that samples in training. */
  public FlatVector noise() {
    return noise;
  }
}
