package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;

/** What went wrong in a run, as the one failure that says it for the user. */
final class RunFailure {
  private RunFailure() {}

  /**
   * The failure that speaks for itself, if one is in the chain of causes; else its innermost cause
   * as a defect.
   */
  static LockstepException of(Throwable thrown) {
    Throwable innermost = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof LockstepException failure) {
        return failure;
      }
      innermost = cause;
    }
    return new LockstepException(ExitCode.INTERNAL, "Cannot go on: " + innermost, thrown);
  }
}
