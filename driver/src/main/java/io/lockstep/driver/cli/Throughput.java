package io.lockstep.driver.cli;

import io.lockstep.metrics.Metric;
import java.util.ArrayDeque;
import java.util.OptionalDouble;

/**
 * Examples per second over the last steps, without the first ones, in which compilers and caches
 * warm up, and without what happens between steps.
 */
final class Throughput {
  private static final int WARM_UP_STEPS = 10;
  private static final int WINDOW_STEPS = 50;

  private final ArrayDeque<Metric.Step> window = new ArrayDeque<>();
  private long steps;

  void add(Metric.Step step) {
    steps++;
    if (steps > WARM_UP_STEPS) {
      window.addLast(step);
      if (window.size() > WINDOW_STEPS) {
        window.removeFirst();
      }
    }
  }

  /** Empty while the run warms up. */
  OptionalDouble examplesPerSecond() {
    double seconds = window.stream().mapToDouble(Metric.Step::seconds).sum();
    long examples = window.stream().mapToLong(Metric.Step::examples).sum();
    return seconds > 0 ? OptionalDouble.of(examples / seconds) : OptionalDouble.empty();
  }
}
