package io.lockstep.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import org.junit.jupiter.api.Test;

class WorkerFailuresTest {
  private static final Exception JOB =
      new IllegalStateException("Job aborted due to stage failure");

  private static WorkerMessage.Failed failed(int rank, WorkerMessage.Echo echo, String message) {
    return new WorkerMessage.Failed(rank, "h" + rank, echo, ExitCode.DATA, message, "stack");
  }

  @Test
  void theCauseIsNotBuriedUnderEchoes() {
    WorkerFailures failures = new WorkerFailures();
    failures.add(failed(0, WorkerMessage.Echo.FOLLOWS, "worker 2 failed"));
    failures.add(failed(1, WorkerMessage.Echo.PEER_LOST, "worker 2 is gone"));
    failures.add(failed(2, WorkerMessage.Echo.CAUSE, "Cannot read part 7: disk on fire"));
    LockstepException cause = failures.cause(JOB);
    assertEquals(ExitCode.DATA, cause.exitCode());
    assertEquals(
        "Cannot go on: worker 2 on h2 failed: Cannot read part 7: disk on fire",
        cause.getMessage());
  }

  @Test
  void aLostExecutorIsTemporary() {
    WorkerFailures failures = new WorkerFailures();
    failures.add(failed(1, WorkerMessage.Echo.PEER_LOST, "worker 0 on h0 is gone"));
    LockstepException cause = failures.cause(JOB);
    assertEquals(ExitCode.TEMPORARY, cause.exitCode());
    assertTrue(
        cause.getMessage().startsWith("Cannot go on: an executor was lost (worker 1 on h1 says:"),
        cause.getMessage());
    assertTrue(cause.getMessage().contains("--resume"));
    assertEquals(
        ExitCode.TEMPORARY,
        new WorkerFailures()
            .cause(new IllegalStateException("ExecutorLostFailure (executor 1 exited)"))
            .exitCode());
  }

  @Test
  void withoutAWordFromWorkersTheJobsFailureCounts() {
    LockstepException cause = new WorkerFailures().cause(JOB);
    assertEquals(ExitCode.INTERNAL, cause.exitCode());
    assertEquals("Cannot go on: Job aborted due to stage failure", cause.getMessage());
  }
}
