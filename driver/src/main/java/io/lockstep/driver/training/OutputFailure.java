package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;

/**
 * Why an output folder cannot be used. The JDK's exceptions have the path for their whole message:
 * the reason is in their type.
 */
final class OutputFailure {
  private OutputFailure() {}

  /**
   * The failure for the user: usage if another place has to be named, else temporary.
   *
   * @param output as the run has it
   */
  static LockstepException of(String output, IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return failure(ExitCode.USAGE, output, "no permission for " + cause.getMessage(), cause);
    } else if (cause instanceof FileAlreadyExistsException
        || cause instanceof NotDirectoryException) {
      return failure(
          ExitCode.USAGE,
          output,
          cause.getMessage() + " is a file, not a folder. Name another --output.",
          cause);
    }
    return failure(ExitCode.TEMPORARY, output, cause.getMessage(), cause);
  }

  private static LockstepException failure(
      ExitCode code, String output, String reason, IOException cause) {
    return new LockstepException(
        code, "Cannot use the output folder " + output + ": " + reason, cause);
  }
}
