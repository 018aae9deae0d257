package io.lockstep.driver.cluster;

import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.StepJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Steps on their way from the step loop to the thread that sends them: preallocated numbers, one
 * writer and one reader, no lock. A full ring makes the writer wait, since no step may be lost.
 */
final class StepRing {
  private static final int MOST_STEPS = 4096;

  /** Of many workers fewer steps: a link sends them five times a second. */
  private static final int MOST_NUMBERS = 1 << 20;

  private static final int LEAST_STEPS = 64;
  private static final int NUMBERS = 10;
  private static final int TIMES = 5;
  private static final double NANOS = 1e-9;

  private final int ranks;
  private final int width;
  private final int capacity;
  private final double[] numbers;
  private final long[] examples;
  private final BooleanSupplier stopped;
  private volatile long written;
  private volatile long read;

  /**
   * @param stopped ends a wait for space
   */
  StepRing(int ranks, BooleanSupplier stopped) {
    this.ranks = ranks;
    this.width = NUMBERS + ranks * TIMES;
    this.capacity = Math.max(LEAST_STEPS, Math.min(MOST_STEPS, MOST_NUMBERS / width));
    this.numbers = new double[capacity * width];
    this.examples = new long[capacity];
    this.stopped = stopped;
  }

  /** Adds a step of a journal. */
  void write(Progress after, double learningRate, StepJournal journal, int step) {
    long next = written;
    while (next - read == capacity && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(100_000);
    }
    int slot = (int) (next % capacity);
    int at = slot * width;
    examples[slot] = journal.examples(step);
    numbers[at] = after.step();
    numbers[at + 1] = after.examples();
    numbers[at + 2] = after.examplesPerEpoch();
    numbers[at + 3] = journal.loss(step);
    numbers[at + 4] = learningRate;
    numbers[at + 5] = journal.norm(step);
    numbers[at + 6] = journal.sentBytes(step);
    numbers[at + 7] = journal.encodedBytes(step);
    numbers[at + 8] = journal.error(step);
    numbers[at + 9] = journal.cosine(step);
    for (int rank = 0; rank < ranks; rank++) {
      int times = at + NUMBERS + rank * TIMES;
      numbers[times] = journal.awaitedData(rank, step) * NANOS;
      numbers[times + 1] = journal.computed(rank, step) * NANOS;
      numbers[times + 2] = journal.waited(rank, step) * NANOS;
      numbers[times + 3] = journal.communicated(rank, step) * NANOS;
      numbers[times + 4] = journal.updated(rank, step) * NANOS;
    }
    written = next + 1;
  }

  /** Takes all that are there. */
  List<Metric> drain() {
    List<Metric> steps = new ArrayList<>();
    for (long next = read, end = written; next < end; next++) {
      steps.add(metric((int) (next % capacity)));
      read = next + 1;
    }
    return steps;
  }

  private Metric.Step metric(int slot) {
    int at = slot * width;
    List<Metric.WorkerTimes> times = new ArrayList<>(ranks);
    for (int rank = 0; rank < ranks; rank++) {
      int of = at + NUMBERS + rank * TIMES;
      times.add(
          new Metric.WorkerTimes(
              numbers[of], numbers[of + 1], numbers[of + 2], numbers[of + 3], numbers[of + 4]));
    }
    Progress after =
        new Progress((long) numbers[at], (long) numbers[at + 1], (long) numbers[at + 2]);
    Metric.Traffic traffic =
        new Metric.Traffic(
            (long) numbers[at + 6], (long) numbers[at + 7], numbers[at + 8], numbers[at + 9]);
    return new Metric.Step(
        after, examples[slot], numbers[at + 3], numbers[at + 4], numbers[at + 5], times, traffic);
  }
}
