package io.lockstep.evaluation;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.NetworkSpec;
import java.util.Map;

/**
 * What the evaluation of some examples found. Results of parts merge into the result of the whole;
 * in the same order they give the same bits, so that ranks which merge by rank agree.
 */
public sealed interface EvaluationResult
    permits ClassificationResult, MultiLabelResult, RegressionResult {
  /** The result of no examples: merged with another it is the other. */
  static EvaluationResult none(NetworkSpec spec) {
    return ofRow(spec, new double[width(spec)]);
  }

  /** The result that {@link #row} wrote; {@code row} is copied. */
  static EvaluationResult ofRow(NetworkSpec spec, double[] row) {
    return switch (spec.loss().task()) {
      case CLASSIFICATION -> ClassificationResult.ofRow(spec.outputsOfStep(), row);
      case MULTI_LABEL -> MultiLabelResult.ofRow(spec.outputs(), row);
      case REGRESSION, DISTRIBUTION, RECONSTRUCTION -> RegressionResult.ofRow(spec.outputs(), row);
    };
  }

  /** Numbers in a row: 2 + C^2 for C classes, 3 + 3 L for L labels, 2 + 4 T for T targets. */
  static int width(NetworkSpec spec) {
    return switch (spec.loss().task()) {
      case CLASSIFICATION -> ClassificationResult.width(spec.outputsOfStep());
      case MULTI_LABEL -> MultiLabelResult.width(spec.outputs());
      case REGRESSION, DISTRIBUTION, RECONSTRUCTION -> RegressionResult.width(spec.outputs());
    };
  }

  /** What is counted of an example: the steps that have a class of their own, else itself. */
  static int itemsOfExample(NetworkSpec spec) {
    return spec.loss().task() == Task.CLASSIFICATION ? spec.steps() : 1;
  }

  /** Everything in it as numbers, to ride along with a collective; a copy. */
  double[] row();

  /** The result of this one's examples and then the other's, which is of the same kind and size. */
  EvaluationResult merge(EvaluationResult other);

  /** Examples; the steps of all of them, where each has a class of its own. */
  long examples();

  /**
   * Mean over the examples, without penalties: {@code -log p} of the true class, the squared error,
   * or what else is trained, without smoothing. NaN without examples, as are all values below.
   */
  double loss();

  /**
   * The values that reports show, by standard name, in a fixed order: loss, accuracy, precision,
   * recall, f1; or with exact-match and micro-f1; or loss, mse, mae, r2.
   */
  Map<String, Double> values();
}
