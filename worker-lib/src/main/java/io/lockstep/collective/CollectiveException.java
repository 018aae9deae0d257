package io.lockstep.collective;

import static io.lockstep.checks.Checks.present;

/** A collective operation could not be completed. */
public final class CollectiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** A deadline has passed: the message names who is missing. */
    DEADLINE,
    /** A peer said that it failed: an echo, the cause is over there. */
    PEER_FAILED,
    /** A peer is gone without a word: an echo, unless its process died. */
    PEER_LOST,
    /** This worker was told to stop. */
    INTERRUPTED,
    /** Peers disagree about the operation: a defect. */
    MISMATCH
  }

  private final Kind kind;
  private final String reason;

  public CollectiveException(Kind kind, String message) {
    this(kind, message, message);
  }

  public CollectiveException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = present(kind, "kind");
    this.reason = message;
  }

  private CollectiveException(Kind kind, String message, String reason) {
    super(message);
    this.kind = present(kind, "kind");
    this.reason = reason;
  }

  /**
   * With the wording of all implementations: {@code Cannot complete operation 7 (all-gather of 100
   * elements): <cause>}.
   *
   * @param number of the operation in this membership, from 1
   */
  public static CollectiveException incomplete(
      Kind kind, long number, Announcement announcement, String cause) {
    return new CollectiveException(
        kind, "Cannot complete operation " + number + " (" + announcement + "): " + cause, cause);
  }

  /** The message without the operation. */
  public String reason() {
    return reason;
  }

  public Kind kind() {
    return kind;
  }
}
