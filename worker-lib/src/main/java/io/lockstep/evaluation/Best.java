package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.decision.Monitor;

/**
 * The best evaluation so far: by the metric that early stopping watches; without it a classifier's
 * with the highest accuracy, else the one with the lowest loss. Of equal ones the one with the
 * lowest loss, of equals in both the first. A loss that is no finite number is worse than any that
 * is.
 *
 * @param metric by which it is the best
 * @param value of the metric
 * @param loss of the same evaluation
 * @param step completed steps at the evaluation
 */
public record Best(String metric, double value, double loss, long step) {
  public Best {
    present(metric, "metric");
    atLeast(step, 0, "step");
  }

  /** What a task is judged by, where a plan does not watch something else. */
  public static Monitor usual(EvaluationResult result) {
    return Monitor.of(result instanceof ClassificationResult ? "accuracy" : "loss");
  }

  /** The first evaluation of a run, which is the best so far. */
  public static Best of(EvaluationResult result, long step) {
    return of(result, step, usual(result));
  }

  /** The first evaluation of a run that watches a metric. */
  public static Best of(EvaluationResult result, long step, Monitor monitor) {
    double value = result.values().getOrDefault(monitor.metric(), Double.NaN);
    return new Best(monitor.metric(), value, result.loss(), step);
  }

  /** Whether an evaluation of the same kind is better than this one. */
  public boolean improvedBy(EvaluationResult result) {
    return improvedBy(result, usual(result));
  }

  /** Whether an evaluation is better than this one by the metric that this one was taken for. */
  public boolean improvedBy(EvaluationResult result, Monitor monitor) {
    Best other = of(result, step, monitor);
    boolean finite = Double.isFinite(loss);
    if (finite != Double.isFinite(other.loss)) {
      return !finite;
    }
    if (monitor.isBetter(other.value, value, 0) || monitor.isBetter(value, other.value, 0)) {
      return monitor.isBetter(other.value, value, 0);
    }
    return other.loss < loss;
  }
}
