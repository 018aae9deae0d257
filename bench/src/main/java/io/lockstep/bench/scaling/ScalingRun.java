package io.lockstep.bench.scaling;

import io.lockstep.bench.side.ScalingSide;
import io.lockstep.bench.side.Surroundings;
import io.lockstep.bench.side.Work;
import java.nio.file.Path;

/**
 * Measures one number of workers by two runs of different length, whose difference is the steps
 * alone: what starting, loading and compiling cost drops out.
 *
 * @param steps by which the two runs differ
 */
public record ScalingRun(
    Work work, Surroundings around, int workers, int examplesPerWorker, int steps) {
  /** Long enough for the compiler to be done with the step. */
  private static final int SHORT = 100;

  /** Runs it. */
  public ScalingPoint measure(Path folder) throws InterruptedException {
    ScalingSide side = new ScalingSide(work, around, workers, examplesPerWorker);
    ScalingSide.Use brief = side.run(SHORT, folder.resolve("short-" + workers));
    ScalingSide.Use full = side.run(SHORT + steps, folder.resolve("long-" + workers));
    return new ScalingPoint(
        workers,
        examplesPerWorker,
        (full.cpuSeconds() - brief.cpuSeconds()) / steps,
        (full.sentBytes() - brief.sentBytes()) / (double) steps / workers,
        (full.driverBytes() - brief.driverBytes()) / (double) steps);
  }
}
