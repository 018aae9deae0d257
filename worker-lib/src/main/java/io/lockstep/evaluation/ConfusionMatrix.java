package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import java.util.List;

/**
 * How many examples of each class were taken for which class: rows are true classes, columns
 * predicted ones.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;

  /**
   * @param counts classes x classes, row-major
   */
  ConfusionMatrix(int classes, long[] counts) {
    this.classes = atLeast(classes, 1, "classes");
    check(counts.length == classes * classes, "counts", "" + classes * classes, counts.length);
    this.counts = counts.clone();
  }

  public int classes() {
    return classes;
  }

  public long count(int truth, int predicted) {
    return counts[truth * classes + predicted];
  }

  /** Examples of a class: true positives and false negatives. */
  public long truth(int c) {
    long sum = 0;
    for (int predicted = 0; predicted < classes; predicted++) {
      sum += count(c, predicted);
    }
    return sum;
  }

  /** Examples taken for a class: true positives and false positives. */
  public long predicted(int c) {
    long sum = 0;
    for (int truth = 0; truth < classes; truth++) {
      sum += count(truth, c);
    }
    return sum;
  }

  public long examples() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** Examples whose class was found. */
  public long correct() {
    long sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += count(c, c);
    }
    return sum;
  }

  /** A table for people, one line for each true class. */
  public String table(List<String> classNames) {
    return ConfusionTable.of(this, classNames);
  }
}
