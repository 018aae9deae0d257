package io.lockstep.checks;

/**
 * How a run ended, as the command line's exit code says it (sysexits.h where it has a fitting one).
 */
public enum ExitCode {
  DONE(0),
  /** Bad plan or usage. */
  USAGE(64),
  /** Bad data. */
  DATA(65),
  /** Cluster resources are missing. */
  RESOURCES(69),
  INTERNAL(70),
  /** Ended early in good order; a resume goes on. */
  TEMPORARY(75),
  /** The loss or the gradient is no longer a finite number. */
  DIVERGED(76);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
