package io.lockstep.evaluation;

import io.lockstep.parameters.FlatVector;

/** Counts examples with labels that do not exclude each other. */
final class MultiLabelTally implements Tally {
  /** A label is predicted from here on. */
  private static final float THRESHOLD = 0.5f;

  private final int labels;
  private final ExampleLoss loss;
  private final double[] row;

  MultiLabelTally(int labels, ExampleLoss loss) {
    this.labels = labels;
    this.loss = loss;
    this.row = new double[MultiLabelResult.width(labels)];
  }

  @Override
  public void add(FlatVector outputs, FlatVector targets, int rows) {
    for (int from = 0; from < rows * labels; from += labels) {
      row[0] += loss.of(outputs, targets, from, labels);
      row[1]++;
      int hits = 0;
      for (int label = 0; label < labels; label++) {
        boolean truth = targets.get(from + label) >= THRESHOLD;
        boolean predicted = outputs.get(from + label) >= THRESHOLD;
        int at = 3 + 3 * label;
        row[at] += truth && predicted ? 1 : 0;
        row[at + 1] += truth ? 1 : 0;
        row[at + 2] += predicted ? 1 : 0;
        hits += truth == predicted ? 1 : 0;
      }
      row[2] += hits == labels ? 1 : 0;
    }
  }

  @Override
  public void addLoss(double sum) {
    row[0] += sum;
  }

  @Override
  public EvaluationResult result() {
    return MultiLabelResult.ofRow(labels, row);
  }
}
