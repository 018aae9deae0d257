package io.lockstep.checkpoint;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** The failures of this package, in one wording: the whole name of the file, then what is wrong. */
final class Failures {
  private Failures() {}

  /** The file is not what was written, or was never what it should be. */
  static LockstepException damaged(String file, String what) {
    return new LockstepException(ExitCode.DATA, "Cannot read " + file + ": " + what);
  }

  /** The file is sound but belongs to something else. */
  static LockstepException mismatch(String file, String what) {
    return new LockstepException(ExitCode.USAGE, "Cannot use " + file + ": " + what);
  }

  /** The storage failed; a missing file is damage, anything else may go away by itself. */
  static LockstepException reading(String file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new LockstepException(ExitCode.DATA, "Cannot read " + file + ": it is missing", cause);
    }
    return new LockstepException(
        ExitCode.TEMPORARY, "Cannot read " + file + ": " + cause.getMessage(), cause);
  }

  static LockstepException writing(String file, IOException cause) {
    return new LockstepException(
        ExitCode.TEMPORARY, "Cannot write " + file + ": " + cause.getMessage(), cause);
  }
}
