package io.lockstep.diagnostics;

import static io.lockstep.checks.Checks.atLeast;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a step would take with another number of workers, fitted on one run with the same global
 * batch. With N workers in the run and M in question, a step takes
 *
 * <pre>
 * compute      c * B / M                      c: seconds an example, one worker
 * data         as measured * N / M
 * update       gradients shared: as measured * (1 + (2 s + 2) / M) / (1 + (2 s + 2) / N)
 *              (reads all gradients of its slice; reads and writes its slice of s state vectors and
 *              the parameters); parameters averaged: as measured
 * communicate  as measured * ((M - 1) / M) / ((N - 1) / N)
 * waiting      as measured, times compute(M) / compute(N), times e(M) / e(N)
 * </pre>
 *
 * where e(n) is the expected maximum of n standard normal variables: how far the slowest of n
 * workers lags behind the mean when all vary alike and independently. One worker has nothing to
 * measure the last two by: communication is then the bytes over an assumed bandwidth, and waiting
 * is left out, so that what comes of it is the best case.
 */
final class CostModel {
  /** 10 Gbit/s. */
  static final double ASSUMED_BANDWIDTH = 1.25e9;

  private final TimeProfile run;
  private final Agreements agreements;

  CostModel(TimeProfile run, Agreements agreements) {
    this.run = run;
    this.agreements = agreements;
  }

  /** Seconds of a step with so many workers. */
  double secondsPerStep(int workers) {
    atLeast(workers, 1, "workers");
    double fewer = (double) run.workers() / workers;
    return (run.compute() + run.data()) * fewer
        + update(workers)
        + communicate(workers)
        + waiting(workers);
  }

  /**
   * Examples a second of M workers over M times those of one, 0 to 1 but for the noise of what was
   * measured.
   */
  double efficiency(int workers) {
    return secondsPerStep(1) / (workers * secondsPerStep(workers));
  }

  /** Bytes that a worker sends a second while it communicates; empty if nothing was measured. */
  OptionalDouble bandwidth() {
    return run.workers() == 1 || run.communicate() <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(agreements.bytesPerStep(run.workers()) / run.communicate());
  }

  /** What has to be true for the prediction to be. */
  List<String> assumptions() {
    List<String> assumptions = new ArrayList<>();
    assumptions.add(
        "the same global batch, and each further worker on cores and a host like those of this run");
    if (run.workers() > 1) {
      assumptions.add("workers vary alike and independently, and waiting follows from that");
      return assumptions;
    }
    assumptions.add(
        String.format(
            Locale.ROOT,
            "%.1f MB a step to send at an assumed %.2f GB/s, since one worker alone sends nothing",
            agreements.bytesPerStep(2) * 1e-6,
            ASSUMED_BANDWIDTH * 1e-9));
    assumptions.add("waiting for peers unknown with one worker, and left out");
    return assumptions;
  }

  private double update(int workers) {
    if (agreements.on() == Agreements.On.PARAMETERS) {
      return run.update();
    }
    return run.update() * updateTraffic(workers) / updateTraffic(run.workers());
  }

  /** Passes over a whole vector. */
  private double updateTraffic(int workers) {
    return 1 + (2.0 * agreements.stateVectors() + 2) / workers;
  }

  private double communicate(int workers) {
    return run.workers() == 1
        ? agreements.bytesPerStep(workers) / ASSUMED_BANDWIDTH
        : run.communicate() * othersPart(workers) / othersPart(run.workers());
  }

  private static double othersPart(int workers) {
    return (workers - 1.0) / workers;
  }

  private double waiting(int workers) {
    if (run.workers() == 1) {
      return 0;
    }
    double fewer = (double) run.workers() / workers;
    return run.waiting() * fewer * Straggling.lag(workers) / Straggling.lag(run.workers());
  }
}
