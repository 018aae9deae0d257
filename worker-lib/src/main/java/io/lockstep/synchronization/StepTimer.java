package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.present;

import java.util.function.LongSupplier;

/** Where a worker's time goes, in nanoseconds since the last {@link #restart}. */
public final class StepTimer {
  private final LongSupplier clock;
  private long last;
  private long awaitedData;
  private long computed;
  private long waited;
  private long communicated;
  private long updated;

  /**
   * @param clock nanoseconds, such as {@code System::nanoTime}
   */
  public StepTimer(LongSupplier clock) {
    this.clock = present(clock, "clock");
    this.last = clock.getAsLong();
  }

  /** The time since the last mark went into waiting for the batch. */
  public void markData() {
    awaitedData += lap();
  }

  /** The time since the last mark went into forward and backward. */
  public void markComputed() {
    computed += lap();
  }

  /**
   * The time since the last mark went into collectives, of it {@code waiting} into waiting for
   * peers.
   */
  public void markCommunicated(long waiting) {
    long lap = lap();
    waited += Math.min(waiting, lap);
    communicated += Math.max(0, lap - waiting);
  }

  /** The time since the last mark went into the optimizer. */
  public void markUpdated() {
    updated += lap();
  }

  /** The time since the last mark went into what is no part of a step: evaluation, checkpoints. */
  public void skip() {
    lap();
  }

  long awaitedData() {
    return awaitedData;
  }

  long computed() {
    return computed;
  }

  long waited() {
    return waited;
  }

  long communicated() {
    return communicated;
  }

  long updated() {
    return updated;
  }

  void restart() {
    awaitedData = 0;
    computed = 0;
    waited = 0;
    communicated = 0;
    updated = 0;
  }

  private long lap() {
    long now = clock.getAsLong();
    long lap = now - last;
    last = now;
    return lap;
  }
}
