package io.lockstep.diagnostics;

import io.lockstep.diagnostics.Agreements.Change;
import io.lockstep.diagnostics.Agreements.On;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A setting to change.
 *
 * @param weight the part of the time that it is about; more than 1 for what endangers the run
 */
record Remedy(double weight, String sentence) {
  /** From these parts of the time on, something is worth saying. */
  private static final double WAITING = 0.1;

  private static final double DATA = 0.05;
  private static final double COMMUNICATE = 0.1;
  private static final double UPDATE = 0.15;

  /** By how much a worker must be slower than the others to be named. */
  private static final double SLOW = 1.2;

  /** What the part of a fixed cost is brought down to. */
  private static final double GOAL = 0.05;

  private static final long MOST_TIMES = 16;

  /** Of an epoch. */
  private static final long LEAST_STEPS = 20;

  /** All that fit, at least one. */
  static List<Remedy> of(TimeProfile run, Agreements agreements) {
    List<Remedy> remedies = new ArrayList<>();
    if (run.longestWait() > agreements.deadline().toNanos() * 0.5e-9) {
      remedies.add(
          new Remedy(
              2,
              String.format(
                  Locale.ROOT,
                  "A worker waited %.1f s for its peers in one step, more than half of"
                      + " deadlines.step: raise that, or the run may end there.",
                  run.longestWait())));
    }
    if (run.share(run.waiting()) >= WAITING) {
      remedies.add(waiting(run, agreements));
    }
    if (run.share(run.data()) >= DATA) {
      remedies.add(
          new Remedy(
              run.share(run.data()),
              percent(run, run.data())
                  + " of the time is waiting for data: give each worker a second core"
                  + " (spark.task.cpus), since batches are assembled by a thread of its own."));
    }
    if (run.share(run.communicate()) >= COMMUNICATE) {
      remedies.add(
          new Remedy(
              run.share(run.communicate()),
              percent(run, run.communicate())
                  + " of the time is communication: "
                  + (agreements.changes().contains(Change.COMPRESSION)
                      ? "between hosts send less (synchronization.compression=bf16), "
                      : "")
                  + agreeLess(run, agreements, run.communicate())));
    }
    if (run.share(run.update()) >= UPDATE && mayGrow(run)) {
      remedies.add(
          new Remedy(
              run.share(run.update()),
              percent(run, run.update())
                  + " of the time is the update of parameters: "
                  + largerBatch(run, run.update())
                  + ", for fewer updates with the same examples."));
    }
    if (remedies.isEmpty()) {
      remedies.add(
          new Remedy(
              0,
              percent(run, run.compute())
                  + " of the time is computing, and no setting stands out: what makes it faster is"
                  + " more workers."));
    }
    return remedies;
  }

  private static Remedy waiting(TimeProfile run, Agreements agreements) {
    List<Double> compute = run.computeByRank();
    int slowest =
        IntStream.range(0, compute.size())
            .boxed()
            .max(Comparator.comparing(compute::get))
            .orElseThrow();
    double others =
        (run.compute() * run.workers() - compute.get(slowest)) / Math.max(1, run.workers() - 1);
    String part = percent(run, run.waiting()) + " of the time workers wait for each other";
    if (run.workers() > 1 && compute.get(slowest) > SLOW * others) {
      return new Remedy(
          run.share(run.waiting()),
          String.format(
              Locale.ROOT,
              "%s, mostly for worker %d, which computes %.0f %% longer than the others: give it"
                  + " cores of its own, or leave its host out.",
              part,
              slowest,
              100 * (compute.get(slowest) / others - 1)));
    }
    return new Remedy(
        run.share(run.waiting()),
        part + ", now for one and now for another: " + agreeLess(run, agreements, run.waiting()));
  }

  private static String agreeLess(TimeProfile run, Agreements agreements, double seconds) {
    if (agreements.on() == On.PARAMETERS) {
      return "raise synchronization.every from "
          + agreements.every()
          + " to "
          + agreements.every() * times(run, seconds, MOST_TIMES)
          + ".";
    }
    List<String> ways = new ArrayList<>();
    if (mayGrow(run)) {
      ways.add(largerBatch(run, seconds));
    }
    if (agreements.changes().contains(Change.AVERAGING)) {
      ways.add("meet less often (synchronization={type: parameter-averaging, every: 10})");
    }
    return ways.isEmpty()
        ? "fewer workers on more examples each waste less of it."
        : String.join(", or ", ways) + ".";
  }

  private static String largerBatch(TimeProfile run, double seconds) {
    return String.format(
        Locale.ROOT,
        "raise training.global-batch from %d to %d (and look at the accuracy again)",
        run.globalBatch(),
        run.globalBatch() * times(run, seconds, mostBatches(run)));
  }

  private static boolean mayGrow(TimeProfile run) {
    return mostBatches(run) >= 2;
  }

  /** How many times the global batch at most, for an epoch to have some steps left. */
  private static long mostBatches(TimeProfile run) {
    return Math.min(MOST_TIMES, run.examplesPerEpoch() / (LEAST_STEPS * run.globalBatch()));
  }

  /**
   * How many times as much work must go with a fixed cost to bring its part of the time down: a
   * power of two.
   */
  private static long times(TimeProfile run, double seconds, long most) {
    double rest = run.total() - seconds;
    long times = 2;
    while (2 * times <= most && seconds / (seconds + times * rest) > GOAL) {
      times *= 2;
    }
    return times;
  }

  private static String percent(TimeProfile run, double seconds) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * run.share(seconds));
  }
}
