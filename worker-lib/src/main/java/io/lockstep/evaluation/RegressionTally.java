package io.lockstep.evaluation;

import io.lockstep.parameters.FlatVector;

/** Counts errors and spread of regression targets, one example at a time (Welford 1962). */
final class RegressionTally implements Tally {
  private final int targets;
  private final ExampleLoss loss;
  private final double[] row;

  RegressionTally(int targets, ExampleLoss loss) {
    this.targets = targets;
    this.loss = loss;
    this.row = new double[RegressionResult.width(targets)];
  }

  @Override
  public void add(FlatVector outputs, FlatVector truths, int rows) {
    for (int i = 0; i < rows; i++) {
      row[0]++;
      row[1] += loss.of(outputs, truths, i * targets, targets);
      for (int t = 0; t < targets; t++) {
        add(2 + 4 * t, truths.get(i * targets + t), outputs.get(i * targets + t));
      }
    }
  }

  private void add(int at, double truth, double predicted) {
    double error = predicted - truth;
    row[at] += error * error;
    row[at + 1] += Math.abs(error);
    double before = truth - row[at + 2];
    row[at + 2] += before / row[0];
    row[at + 3] += before * (truth - row[at + 2]);
  }

  @Override
  public void addLoss(double sum) {
    row[1] += sum;
  }

  @Override
  public EvaluationResult result() {
    return RegressionResult.ofRow(targets, row);
  }
}
