package io.lockstep.driver.cli;

import io.lockstep.metrics.Metric;
import java.util.Locale;
import java.util.Optional;

/** Where the workers' time went, over all steps but the first ones, in which compilers warm up. */
final class TimeSplit {
  private static final int WARM_UP_STEPS = 10;

  private long steps;
  private double compute;
  private double update;
  private double communicate;
  private double waiting;
  private double data;

  void add(Metric.Step step) {
    steps++;
    if (steps <= WARM_UP_STEPS) {
      return;
    }
    for (Metric.WorkerTimes times : step.workers()) {
      compute += times.compute();
      update += times.update();
      communicate += times.communicate();
      waiting += times.waiting();
      data += times.data();
    }
  }

  /** {@code compute 90.1 %, update 2.0 %, ...}; empty while the run warms up. */
  Optional<String> text() {
    double total = compute + update + communicate + waiting + data;
    if (total <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "compute %.1f %%, update %.1f %%, communicate %.1f %%, waiting for peers %.1f %%,"
                + " for data %.1f %%",
            100 * compute / total,
            100 * update / total,
            100 * communicate / total,
            100 * waiting / total,
            100 * data / total));
  }
}
