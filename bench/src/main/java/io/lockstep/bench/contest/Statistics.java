package io.lockstep.bench.contest;

import static io.lockstep.checks.Checks.check;

import java.util.List;

/** Of a few noisy figures. */
public final class Statistics {
  private Statistics() {}

  /** The middle one; of an even number the mean of the two in the middle. */
  public static double median(List<Double> values) {
    check(!values.isEmpty(), "values", "at least one", values);
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  public static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  public static double greatest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
