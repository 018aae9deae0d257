package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

/**
 * The best evaluation so far: a classifier's with the highest accuracy, of equal ones the one with
 * the lowest loss; a regression's with the lowest loss. The first of equals stays. A loss that is
 * no finite number is worse than any that is.
 *
 * @param metric by which it is the best: accuracy or loss
 * @param value of the metric
 * @param loss of the same evaluation
 * @param step completed steps at the evaluation
 */
public record Best(String metric, double value, double loss, long step) {
  public Best {
    present(metric, "metric");
    atLeast(step, 0, "step");
  }

  /** The first evaluation of a run, which is the best so far. */
  public static Best of(EvaluationResult result, long step) {
    return result instanceof ClassificationResult classification
        ? new Best("accuracy", classification.accuracy(), result.loss(), step)
        : new Best("loss", result.loss(), result.loss(), step);
  }

  /** Whether an evaluation of the same kind is better than this one. */
  public boolean improvedBy(EvaluationResult result) {
    Best other = of(result, step);
    boolean finite = Double.isFinite(loss);
    if (finite != Double.isFinite(other.loss)) {
      return !finite;
    }
    if (metric.equals("accuracy") && value != other.value) {
      return other.value > value;
    }
    return other.loss < loss;
  }
}
