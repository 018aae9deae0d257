package io.lockstep.worker;

import java.util.function.LongSupplier;

/** How fast the step loop goes: its time and examples, apart from what is done between steps. */
final class Pace {
  private static final int WARM_UP_STEPS = 10;
  private static final double NANOS = 1e-9;

  private final LongSupplier clock;
  private long begun;
  private long steps;
  private long nanos;
  private long examples;
  private long warmNanos;
  private long warmExamples;

  /**
   * @param clock nanoseconds
   */
  Pace(LongSupplier clock) {
    this.clock = clock;
  }

  void begin() {
    begun = clock.getAsLong();
  }

  void end(long stepExamples) {
    long took = clock.getAsLong() - begun;
    steps++;
    nanos += took;
    examples += stepExamples;
    if (steps > WARM_UP_STEPS) {
      warmNanos += took;
      warmExamples += stepExamples;
    }
  }

  double seconds() {
    return nanos * NANOS;
  }

  double examplesPerSecond() {
    if (warmNanos > 0) {
      return warmExamples / (warmNanos * NANOS);
    }
    return nanos > 0 ? examples / (nanos * NANOS) : 0;
  }
}
