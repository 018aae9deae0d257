package io.lockstep.diagnostics;

import io.lockstep.metrics.Metric;
import java.util.Arrays;
import java.util.Optional;

/**
 * Adds up the times of a run's steps, without the first ones, in which compilers and caches warm
 * up. Used by one thread.
 */
public final class StepTimes {
  private static final int WARM_UP_STEPS = 10;

  private long steps;
  private long globalBatch;
  private long examplesPerEpoch;
  private double data;
  private double waiting;
  private double communicate;
  private double update;
  private double[] compute = {};
  private double longestWait;

  /** Adds a step; all have equally many workers. */
  public void add(Metric.Step step) {
    steps++;
    if (steps <= WARM_UP_STEPS) {
      return;
    }
    globalBatch = Math.max(globalBatch, step.examples());
    examplesPerEpoch = step.progress().examplesPerEpoch();
    if (compute.length < step.workers().size()) {
      compute = Arrays.copyOf(compute, step.workers().size());
    }
    for (int rank = 0; rank < step.workers().size(); rank++) {
      Metric.WorkerTimes times = step.workers().get(rank);
      data += times.data();
      compute[rank] += times.compute();
      waiting += times.waiting();
      communicate += times.communicate();
      update += times.update();
      longestWait = Math.max(longestWait, times.waiting());
    }
  }

  /** The means; empty while the run warms up. */
  public Optional<TimeProfile> profile() {
    if (steps <= WARM_UP_STEPS || compute.length == 0) {
      return Optional.empty();
    }
    double timed = steps - WARM_UP_STEPS;
    double all = timed * compute.length;
    return Optional.of(
        new TimeProfile(
            steps - WARM_UP_STEPS,
            globalBatch,
            examplesPerEpoch,
            data / all,
            waiting / all,
            communicate / all,
            update / all,
            Arrays.stream(compute).map(seconds -> seconds / timed).boxed().toList(),
            longestWait));
  }
}
