package io.lockstep.bench.scaling;

import io.lockstep.bench.side.ScalingSide;
import io.lockstep.bench.side.Surroundings;
import io.lockstep.bench.side.Work;
import java.nio.file.Path;

/**
 * Measures one number of workers by two runs of different length, whose difference is the steps
 * alone: what starting, loading and compiling cost drops out.
 *
 * @param steps by which the two runs of one worker differ; with N workers an N-th of them, so that
 *     each number of workers computes as long and the noise of a run weighs the same
 */
public record ScalingRun(
    Work work, Surroundings around, int workers, int examplesPerWorker, int steps) {
  /** Long enough for the compiler to be done with the step, whatever the number of workers. */
  private static final int LEAST = 100;

  /** The short run's part of what the two differ by. */
  private static final double SHORT = 0.5;

  /** Runs it. */
  public ScalingPoint measure(Path folder) throws InterruptedException {
    ScalingSide side = new ScalingSide(work, around, workers, examplesPerWorker);
    int counted = Math.max(LEAST, steps / workers);
    int before = Math.max(LEAST, (int) (SHORT * steps / workers));
    ScalingSide.Use brief = side.run(before, folder.resolve("short-" + workers));
    ScalingSide.Use full = side.run(before + counted, folder.resolve("long-" + workers));
    return new ScalingPoint(
        workers,
        examplesPerWorker,
        (full.cpuSeconds() - brief.cpuSeconds()) / counted,
        (full.sentBytes() - brief.sentBytes()) / (double) counted / workers,
        (full.driverBytes() - brief.driverBytes()) / (double) counted);
  }
}
