package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;

/**
 * What one member of an {@link InProcessGroup} shows to the others. What is posted is published by
 * the volatile write of {@link #phase} and may be read from then on until this member's next phase
 * but one.
 */
final class Seat {
  static final FlatVector NO_VECTOR = FlatVector.allocate(0);
  static final Rows NO_ROWS = new Rows(1, 0);

  Operation operation = Operation.EXCHANGE;
  int root;
  FlatVector vector = NO_VECTOR;
  Rows rows = NO_ROWS;

  /** 2k - 1 once operation k is posted, 2k once the peers' vectors have been read. */
  volatile long phase;

  /** Whether this member is reading its peers' memory. */
  volatile boolean reading;

  /** Whether this member has given up and its memory may soon be no more. */
  volatile boolean gone;

  /** Whether this member has closed. */
  volatile boolean left;

  void post(Operation newOperation, int newRoot, FlatVector newVector, Rows newRows) {
    operation = newOperation;
    root = newRoot;
    vector = newVector;
    rows = newRows;
  }

  boolean postsTheSameAs(Seat other) {
    return operation == other.operation
        && root == other.root
        && vector.length() == other.vector.length()
        && rows.width() == other.rows.width();
  }

  Announcement announcement() {
    return new Announcement(operation, root, vector.length(), rows.width());
  }

  void leave() {
    gone = true;
    left = true;
  }
}
