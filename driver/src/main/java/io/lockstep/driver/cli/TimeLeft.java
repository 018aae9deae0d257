package io.lockstep.driver.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * When a run will be done, from an exponential average of the time a step takes by the clock,
 * evaluations and checkpoints included. A moment weighs {@code exp(-age / 30 s)}.
 */
final class TimeLeft {
  private static final int WARM_UP_STEPS = 10;
  private static final double MEMORY_NANOS = 30e9;

  /** Steps that are heard of within this time came with one message. */
  private static final long MESSAGE_NANOS = 1_000_000;

  private long first = -1;
  private long heardNanos;
  private long heardStep;
  private long lastNanos;
  private long lastStep;
  private double nanosPerStep;

  /**
   * A step was heard of. Many come with one message, above all where workers agree every so many
   * steps: only the first of each tells the time.
   */
  void add(long step, long nanos) {
    boolean isNews = first < 0 || nanos - heardNanos > MESSAGE_NANOS;
    heardNanos = nanos;
    heardStep = step;
    if (first < 0) {
      first = step;
    }
    if (!isNews) {
      return;
    }
    if (step - first >= WARM_UP_STEPS && step > lastStep) {
      average((double) (nanos - lastNanos), step - lastStep);
    }
    lastNanos = nanos;
    lastStep = step;
  }

  /** Empty while the run warms up. */
  Optional<Duration> until(long step) {
    return nanosPerStep == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (nanosPerStep * Math.max(0, step - heardStep))));
  }

  private void average(double nanos, long steps) {
    double each = nanos / steps;
    double weight = nanosPerStep == 0 ? 1 : 1 - Math.exp(-nanos / MEMORY_NANOS);
    nanosPerStep += weight * (each - nanosPerStep);
  }
}
