package io.lockstep.driver.source;

/** Why a file is no picture that can be used, to follow its name. */
final class UnusablePicture extends Exception {
  private static final long serialVersionUID = 1L;

  UnusablePicture(String reason) {
    super(reason);
  }

  UnusablePicture(String reason, Throwable cause) {
    super(reason, cause);
  }
}
