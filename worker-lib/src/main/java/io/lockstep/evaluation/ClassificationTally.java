package io.lockstep.evaluation;

import io.lockstep.parameters.FlatVector;

/** Counts classified examples. */
final class ClassificationTally implements Tally {
  private final int classes;
  private final double[] row;

  ClassificationTally(int classes) {
    this.classes = classes;
    this.row = new double[ClassificationResult.width(classes)];
  }

  @Override
  public void add(FlatVector outputs, FlatVector targets, int rows) {
    for (int i = 0; i < rows; i++) {
      int truth = largest(targets, i * classes);
      int predicted = largest(outputs, i * classes);
      row[0] += loss(outputs.get(i * classes + truth));
      row[1]++;
      row[2 + truth * classes + predicted]++;
    }
  }

  /**
   * {@code -log p}; a probability that float32 cannot tell from 0 counts as its smallest positive
   * number, a loss of 103.3, so that one example does not make the mean infinite. NaN stays NaN.
   */
  private static double loss(float probability) {
    return -Math.log(Math.max(probability, Float.MIN_VALUE));
  }

  /** Place of the largest value; of equal ones the first. */
  private int largest(FlatVector values, int from) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (values.get(from + c) > values.get(from + best)) {
        best = c;
      }
    }
    return best;
  }

  @Override
  public EvaluationResult result() {
    return ClassificationResult.ofRow(classes, row);
  }
}
