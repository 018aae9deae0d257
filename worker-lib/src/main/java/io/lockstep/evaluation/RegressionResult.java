package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The result of a regression, or of distributions. With several targets each value is the
 * unweighted mean over them (scikit-learn's {@code multioutput="uniform_average"}).
 */
public final class RegressionResult implements EvaluationResult {
  private final long examples;
  private final double lossSum;
  private final List<TargetMoments> targets;

  private RegressionResult(long examples, double lossSum, List<TargetMoments> targets) {
    this.examples = examples;
    this.lossSum = lossSum;
    this.targets = List.copyOf(targets);
  }

  static int width(int targets) {
    return Math.addExact(2, Math.multiplyExact(4, targets));
  }

  static RegressionResult ofRow(int targets, double[] row) {
    check(row.length == width(targets), "row", width(targets) + " numbers", row.length);
    long examples = (long) row[0];
    List<TargetMoments> moments = new ArrayList<>();
    for (int i = 2; i < row.length; i += 4) {
      moments.add(new TargetMoments(examples, row[i], row[i + 1], row[i + 2], row[i + 3]));
    }
    return new RegressionResult(examples, row[1], moments);
  }

  @Override
  public double[] row() {
    double[] row = new double[width(targets.size())];
    row[0] = examples;
    row[1] = lossSum;
    int i = 2;
    for (TargetMoments target : targets) {
      row[i++] = target.squaredError();
      row[i++] = target.absoluteError();
      row[i++] = target.mean();
      row[i++] = target.squaredDeviation();
    }
    return row;
  }

  @Override
  public RegressionResult merge(EvaluationResult other) {
    check(
        other instanceof RegressionResult o && o.targets.size() == targets.size(),
        "result to merge",
        "regression of " + targets.size() + " targets",
        other);
    RegressionResult second = (RegressionResult) other;
    List<TargetMoments> merged = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      merged.add(targets.get(t).merge(second.targets.get(t)));
    }
    return new RegressionResult(examples + second.examples, lossSum + second.lossSum, merged);
  }

  @Override
  public long examples() {
    return examples;
  }

  /** The loss that is trained, such as the mean squared error. */
  @Override
  public double loss() {
    return lossSum / examples;
  }

  public double mse() {
    return mean(target -> target.squaredError() / examples);
  }

  public double mae() {
    return mean(target -> target.absoluteError() / examples);
  }

  /** Coefficient of determination against the mean of these examples' own targets. */
  public double r2() {
    return examples == 0 ? Double.NaN : mean(TargetMoments::r2);
  }

  @Override
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss());
    values.put("mse", mse());
    values.put("mae", mae());
    values.put("r2", r2());
    return Collections.unmodifiableMap(values);
  }

  private double mean(ToDoubleFunction<TargetMoments> value) {
    return targets.stream().mapToDouble(value).average().orElseThrow();
  }

  @Override
  public String toString() {
    return "regression of " + targets.size() + " targets " + values();
  }
}
