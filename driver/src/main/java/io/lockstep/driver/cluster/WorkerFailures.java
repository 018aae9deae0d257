package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What workers said when they failed; finds the cause among the echoes. */
final class WorkerFailures {
  private final List<WorkerMessage.Failed> failures = new ArrayList<>();

  synchronized void add(WorkerMessage.Failed failure) {
    failures.add(failure);
  }

  /**
   * The failure of the run.
   *
   * @param job what Spark says of the job
   */
  synchronized LockstepException cause(Throwable job) {
    Optional<WorkerMessage.Failed> cause = first(WorkerMessage.Echo.CAUSE);
    if (cause.isPresent()) {
      WorkerMessage.Failed failed = cause.get();
      return new LockstepException(
          failed.exitCode(),
          "Cannot go on: worker "
              + failed.rank()
              + " on "
              + failed.host()
              + " failed: "
              + failed.message(),
          new IllegalStateException(failed.stackTrace()));
    }
    Optional<WorkerMessage.Failed> lost = first(WorkerMessage.Echo.PEER_LOST);
    if (lost.isPresent() || lostExecutor(job)) {
      return new LockstepException(
          ExitCode.TEMPORARY,
          "Cannot go on: an executor was lost"
              + lost.map(
                      l ->
                          " (worker "
                              + l.rank()
                              + " on "
                              + l.host()
                              + " says: "
                              + l.message()
                              + ")")
                  .orElse("")
              + ". Go on from the last checkpoint with --resume; if it happens again, see why the executor ended"
              + " (its log; memory: spark.executor.memoryOverhead).",
          job);
    }
    return new LockstepException(ExitCode.INTERNAL, "Cannot go on: " + job.getMessage(), job);
  }

  private Optional<WorkerMessage.Failed> first(WorkerMessage.Echo echo) {
    return failures.stream().filter(f -> f.echo() == echo).findFirst();
  }

  /** Spark has no type for this; its scheduler writes one of these. */
  private static boolean lostExecutor(Throwable job) {
    String text = String.valueOf(job.getMessage());
    return text.contains("ExecutorLostFailure")
        || text.contains("Executor heartbeat timed out")
        || text.contains("is lost")
        || text.contains("lost worker");
  }
}
