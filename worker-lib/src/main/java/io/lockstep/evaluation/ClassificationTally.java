package io.lockstep.evaluation;

import io.lockstep.parameters.FlatVector;

/** Counts classified examples. */
final class ClassificationTally implements Tally {
  private final int classes;
  private final ExampleLoss loss;
  private final double[] row;

  ClassificationTally(int classes, ExampleLoss loss) {
    this.classes = classes;
    this.loss = loss;
    this.row = new double[ClassificationResult.width(classes)];
  }

  @Override
  public void add(FlatVector outputs, FlatVector targets, int rows) {
    for (int from = 0; from < rows * classes; from += classes) {
      int truth = ExampleLoss.largest(targets, from, classes);
      int predicted = ExampleLoss.largest(outputs, from, classes);
      row[0] += loss.of(outputs, targets, from, classes);
      row[1]++;
      row[2 + truth * classes + predicted]++;
    }
  }

  @Override
  public void addLoss(double sum) {
    row[0] += sum;
  }

  @Override
  public EvaluationResult result() {
    return ClassificationResult.ofRow(classes, row);
  }
}
