package io.lockstep.evaluation;

import io.lockstep.network.NetworkSpec;
import io.lockstep.parameters.FlatVector;

/** Counts examples into a row of numbers. */
interface Tally {
  static Tally of(NetworkSpec spec) {
    ExampleLoss loss = ExampleLoss.of(spec.loss());
    return switch (spec.loss().task()) {
      case CLASSIFICATION -> new ClassificationTally(spec.outputsOfStep(), loss);
      case MULTI_LABEL -> new MultiLabelTally(spec.outputs(), loss);
      case REGRESSION, DISTRIBUTION, RECONSTRUCTION -> new RegressionTally(spec.outputs(), loss);
    };
  }

  /**
   * Counts some examples.
   *
   * @param outputs of the network, rows x width, row-major
   * @param targets likewise: one-hot classes or values
   */
  void add(FlatVector outputs, FlatVector targets, int rows);

  /** Adds what examples that were counted lose beside what their outputs tell. */
  void addLoss(double sum);

  EvaluationResult result();
}
