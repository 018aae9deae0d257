package io.lockstep.checks;

import static io.lockstep.checks.Checks.present;

/**
 * A failure that says for itself what is wrong and what to do; its message is meant for the user.
 */
public final class LockstepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public LockstepException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  public LockstepException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = present(exitCode, "exit code");
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
