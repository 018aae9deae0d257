package io.lockstep.diagnostics;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.notNegative;

import java.util.List;

/**
 * Where the time of a run's workers went, in seconds a step, mean over steps and workers.
 *
 * @param steps that were timed
 * @param globalBatch examples of a step over all workers, where it is not a short one
 * @param examplesPerEpoch training examples
 * @param data waiting for the batch
 * @param waiting for slower peers
 * @param communicate moving and summing
 * @param computeByRank forward and backward of each worker
 * @param longestWait seconds in which some worker waited for peers in one step
 */
public record TimeProfile(
    long steps,
    long globalBatch,
    long examplesPerEpoch,
    double data,
    double waiting,
    double communicate,
    double update,
    List<Double> computeByRank,
    double longestWait) {
  public TimeProfile {
    atLeast(steps, 1, "steps");
    atLeast(globalBatch, 1, "global batch");
    atLeast(examplesPerEpoch, 1, "examples per epoch");
    notNegative(data, "data");
    notNegative(waiting, "waiting");
    notNegative(communicate, "communicate");
    notNegative(update, "update");
    notNegative(longestWait, "longest wait");
    computeByRank = List.copyOf(computeByRank);
    check(!computeByRank.isEmpty(), "workers", "at least 1", 0);
    computeByRank.forEach(seconds -> notNegative(seconds, "compute"));
  }

  public int workers() {
    return computeByRank.size();
  }

  /** Forward and backward. */
  public double compute() {
    return computeByRank.stream().mapToDouble(Double::doubleValue).sum() / workers();
  }

  /** Seconds of a step. */
  public double total() {
    return data + compute() + waiting + communicate + update;
  }

  /** The part, 0 to 1, of a step that some seconds of it are. */
  public double share(double seconds) {
    return total() > 0 ? seconds / total() : 0;
  }
}
