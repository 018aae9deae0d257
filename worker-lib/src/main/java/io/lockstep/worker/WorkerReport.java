package io.lockstep.worker;

import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.Progress;

/**
 * How a worker ended; the same on every rank but for the times.
 *
 * @param progress over all workers
 * @param seconds in the step loop, without evaluation and checkpoints
 * @param examplesPerSecond over all workers, in the step loop without its first 10 steps (with
 *     them, if there are no more)
 * @param parametersSha256 of the parameters as little-endian float32 in layout order, in hex
 */
public record WorkerReport(
    Outcome outcome,
    Progress progress,
    double seconds,
    double examplesPerSecond,
    String parametersSha256) {
  /** Why a run ended in good order. */
  public enum Outcome {
    COMPLETED,
    /** The driver asked for it; a checkpoint was written. */
    STOPPED,
    /** Loss or gradient norm is not a finite number. */
    DIVERGED,
    /** The validation data got no better, as early stopping has it. */
    STOPPED_EARLY
  }

  public WorkerReport {
    present(outcome, "outcome");
    present(progress, "progress");
    present(parametersSha256, "SHA-256");
  }
}
