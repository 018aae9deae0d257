package io.lockstep.driver.training;

import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.metrics.Metric;

/** Hears how a run goes, on the thread that runs it, in order. */
public interface RunListener {
  /** The workers are about to begin. */
  void started(RunDescription run);

  void metric(Metric metric);

  /** Something that the user may want to know or mend; one line. */
  void note(String text);

  /** Where the workers' time went and what would be faster; if there were enough steps to say. */
  void advised(ScalingAdvice advice);

  /** The run has ended, in good order or not, and its result is written. The last call. */
  void finished(RunResult result);
}
