package io.lockstep.driver.source;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;

/** The failures of this package: bad data, exit code 65. */
final class SourceFailure {
  private SourceFailure() {}

  static LockstepException data(String message) {
    return new LockstepException(ExitCode.DATA, message);
  }

  static LockstepException data(String message, Throwable cause) {
    return new LockstepException(ExitCode.DATA, message, cause);
  }

  /** Why something could not be read, for people: the message, or what it is if it has none. */
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
