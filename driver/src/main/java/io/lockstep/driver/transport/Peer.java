package io.lockstep.driver.transport;

import java.util.Optional;

/** Another worker as this one sees it. All state is guarded by the lock of the {@link Session}. */
final class Peer {
  private final int rank;
  private final PeerAddress address;
  // A fast peer is at most one operation ahead: one for the operations of each parity.
  private final Incoming[] incoming = {new Incoming(), new Incoming()};
  private Optional<Outbound> outbound = Optional.empty();
  private boolean hasMates;
  private boolean greeted;
  private boolean left;
  private boolean vanished;
  private long unreachableSince;

  Peer(int rank, PeerAddress address) {
    this.rank = rank;
    this.address = address;
  }

  int rank() {
    return rank;
  }

  PeerAddress address() {
    return address;
  }

  Incoming incoming(long operation) {
    return incoming[(int) (operation & 1)];
  }

  /** Whether others of its host may keep it waiting. */
  boolean hasMates() {
    return hasMates;
  }

  void hasMates(boolean may) {
    hasMates = may;
  }

  /** Whether the network may at this moment be writing to memory of an operation. */
  boolean isReading() {
    return incoming[0].isReading() || incoming[1].isReading();
  }

  /** From now on what it sends is written nowhere. */
  void refuse() {
    incoming[0].refuse();
    incoming[1].refuse();
  }

  /** The connection to it, once there is one. */
  Optional<Outbound> outbound() {
    return outbound;
  }

  void connected(Outbound connection) {
    outbound = Optional.of(connection);
  }

  /** Whether both directions stand. */
  boolean isMet() {
    return greeted && outbound.isPresent();
  }

  boolean isGreeted() {
    return greeted;
  }

  void greet() {
    greeted = true;
  }

  boolean isWriting() {
    return outbound.isPresent() && outbound.get().isWriting();
  }

  /** It has closed in good order. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  /** Its connection to this rank has ended. */
  void vanish() {
    vanished = true;
  }

  /** This rank's connection to it has ended. */
  void becomeUnreachable(long nanoTime) {
    unreachableSince = nanoTime;
  }

  /**
   * Whether it is lost. That this rank cannot reach it counts after a moment only: if it said why
   * (abort, goodbye), that is on its own way here, on the other connection.
   */
  boolean isLost(long nanoTime, long graceNanos) {
    boolean unreachable = unreachableSince != 0 && nanoTime - unreachableSince > graceNanos;
    return !left && (vanished || unreachable);
  }

  @Override
  public String toString() {
    return "rank " + rank + " at " + address;
  }
}
