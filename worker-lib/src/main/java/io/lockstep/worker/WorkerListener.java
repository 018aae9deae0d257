package io.lockstep.worker;

import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.StepJournal;

/** Hears what happens; only rank 0's is told. */
public interface WorkerListener {
  /**
   * A step is part of an agreement. Called within the step loop: neither blocks nor allocates.
   *
   * @param after where the run was after the step
   * @param step its place in the journal
   */
  void step(Progress after, double learningRate, StepJournal journal, int step);

  /** An evaluation or a checkpoint; outside the step loop. */
  void happened(Metric metric);
}
