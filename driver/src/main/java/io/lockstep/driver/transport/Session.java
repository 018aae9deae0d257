package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.CollectiveException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the worker's thread and the network's threads share, under one lock: the peers, what has
 * arrived from them, and why it is of no further use.
 */
final class Session {
  /** How long a wait goes without a look at whether the worker was told to stop. */
  private static final long LOOK_NANOS = 20_000_000;

  private static final long GRACE_NANOS = 1_000_000_000;

  private record Failure(Kind kind, String cause) {}

  private final int rank;
  private final int size;
  private final PeerAddress address;
  private final List<Peer> peers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Failure> failure = Optional.empty();
  private long operation;
  private Optional<Intake> underWay = Optional.empty();
  private int begun;
  private int incomplete;
  private long allBegunNanos;
  private boolean closed;

  Session(int rank, List<PeerAddress> addresses) {
    this.rank = rank;
    this.address = addresses.get(rank);
    this.size = addresses.size();
    // Each begins with the next rank, so that not all send to rank 0 at once.
    for (int i = 1; i < size; i++) {
      int peer = (rank + i) % size;
      peers.add(new Peer(peer, addresses.get(peer)));
    }
  }

  int rank() {
    return rank;
  }

  int size() {
    return size;
  }

  /** This worker's own. */
  PeerAddress address() {
    return address;
  }

  /** Says who shares memory with whom. */
  void place(Route route) {
    change(() -> peers.forEach(peer -> peer.hasMates(route.hasMates(peer.rank()))));
  }

  /** All but this one. */
  List<Peer> peers() {
    return peers;
  }

  Peer peer(int ofRank) {
    check(0 <= ofRank && ofRank < size && ofRank != rank, "rank", "of a peer", ofRank);
    return peers.get(Math.floorMod(ofRank - rank, size) - 1);
  }

  /** Runs something under the lock and wakes the worker. */
  void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a peer's first word; false if it has greeted before. */
  boolean greet(int sender) {
    lock.lock();
    try {
      Peer peer = peer(sender);
      boolean first = !peer.isGreeted();
      peer.greet();
      changed.signalAll();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** The first failure stays. */
  void fail(Kind kind, String cause) {
    change(
        () -> {
          if (failure.isEmpty()) {
            failure = Optional.of(new Failure(kind, cause));
          }
        });
  }

  /**
   * Takes the beginning of a chunk.
   *
   * @param row its row, if it is the first
   * @return what takes its elements
   * @throws IllegalArgumentException if it does not fit what came before from this peer
   */
  Incoming begins(Message.Part part, ByteBuffer row) {
    lock.lock();
    try {
      long ahead = part.operation() - operation;
      boolean now = ahead == 0 && underWay.isPresent();
      check(now || ahead == 1, "operation of a part", "at most one ahead of " + operation, part);
      Peer peer = peer(part.sender());
      if (closed || now && !fits(peer, part)) {
        return nowhere();
      }
      Incoming incoming = peer.incoming(part.operation());
      if (now && part.isFirst()) {
        Intake.Awaited awaited = underWay.get().of(part);
        incoming.begin(part, row);
        direct(incoming, awaited);
        countBegun();
      } else {
        incoming.begin(part, row);
      }
      return incoming;
    } finally {
      lock.unlock();
    }
  }

  private static Incoming nowhere() {
    Incoming nowhere = new Incoming();
    nowhere.refuse();
    return nowhere;
  }

  /** A chunk's elements are here. */
  void arrived(Message.Part part, Incoming incoming) {
    if (!incoming.isComplete()) {
      return;
    }
    lock.lock();
    try {
      boolean now = underWay.isPresent() && part.operation() == operation;
      if (now && incoming.completes() && --incomplete == 0) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(Peer peer, Message.Part part) {
    Intake intake = underWay.orElseThrow();
    if (!intake.fits(part)) {
      String encoding = part.encoding() == intake.encoding() ? "" : " in " + part.encoding();
      fail(Kind.MISMATCH, peer + " is at its " + part.announcement() + encoding);
      return false;
    }
    return true;
  }

  private void countBegun() {
    begun++;
    if (begun == underWay.orElseThrow().parts().size()) {
      allBegunNanos = System.nanoTime();
    }
  }

  /** Begins an operation: from now on chunks may go straight to where they belong. */
  void enter(Intake intake) {
    change(
        () -> {
          operation = intake.operation();
          underWay = Optional.of(intake);
          begun = 0;
          incomplete = 0;
          allBegunNanos = System.nanoTime();
          intake.parts().forEach(this::catchUp);
        });
  }

  private void catchUp(Intake.Awaited awaited) {
    Peer peer = peer(awaited.rank());
    Incoming incoming = peer.incoming(operation);
    incoming.await();
    if (incoming.isBegun() && !cameFitting(peer, incoming.first())) {
      incoming.refuse();
    } else if (incoming.isBegun()) {
      direct(incoming, awaited);
      countBegun();
    }
    if (!incoming.completes()) {
      incomplete++;
    }
  }

  private void direct(Incoming incoming, Intake.Awaited awaited) {
    int bytes = awaited.elements() * underWay.orElseThrow().encoding().bytes();
    awaited.target().ifPresentOrElse(incoming::direct, () -> incoming.keep(bytes));
  }

  private boolean cameFitting(Peer peer, Message.Part part) {
    try {
      boolean fits = fits(peer, part);
      if (fits) {
        underWay.orElseThrow().of(part);
      }
      return fits;
    } catch (IllegalArgumentException e) {
      fail(Kind.MISMATCH, peer + " sent what does not fit: " + e.getMessage());
      return false;
    }
  }

  /** Ends an operation; returns the nanoseconds from then until all peers had begun. */
  long leave(long startNanos) {
    lock.lock();
    try {
      Intake intake = underWay.orElseThrow();
      intake.parts().forEach(awaited -> peer(awaited.rank()).incoming(operation).reset());
      underWay = Optional.empty();
      return Math.max(0, allBegunNanos - startNanos);
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing that arrives is written anywhere. */
  void close() {
    change(
        () -> {
          closed = true;
          peers.forEach(Peer::refuse);
        });
  }

  /**
   * Waits for peers.
   *
   * @param awaited which peers are still waited for
   * @param lack what these have not done, as in "rank 1 at host:port LACK after 3.0 s"
   */
  void await(Predicate<Peer> awaited, String lack, Attempt attempt) {
    lock.lock();
    try {
      while (peers.stream().anyMatch(awaited)) {
        checkWorthWaiting(awaited, lack, attempt);
        long remaining = attempt.remainingNanos();
        changed.awaitNanos(remaining > 0 ? Math.min(LOOK_NANOS, remaining) : LOOK_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw attempt.failed(Kind.INTERRUPTED, "the thread of this worker was interrupted");
    } finally {
      lock.unlock();
    }
  }

  private void throwFailure(Attempt attempt) {
    if (failure.isPresent()) {
      throw attempt.failed(failure.get().kind(), failure.get().cause());
    }
  }

  /** Fails as a peer has, or will have within a moment. */
  void throwFailureWithin(long nanos, Attempt attempt) {
    lock.lock();
    try {
      long remaining = nanos;
      while (remaining > 0 && failure.isEmpty()) {
        remaining = changed.awaitNanos(remaining);
      }
      throwFailure(attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void checkWorthWaiting(Predicate<Peer> awaited, String lack, Attempt attempt) {
    throwFailure(attempt);
    if (attempt.waiting().stopped().getAsBoolean()) {
      throw attempt.failed(Kind.INTERRUPTED, "this worker, rank " + rank + ", was told to stop");
    }
    long now = System.nanoTime();
    for (Peer peer : peers) {
      if (peer.isLost(now, GRACE_NANOS)) {
        throw attempt.failed(Kind.PEER_LOST, peer + " is gone without a word; see its log");
      }
      if (peer.hasLeft() && awaited.test(peer)) {
        throw attempt.failed(Kind.PEER_LOST, peer + " has left before");
      }
    }
    Predicate<Peer> late = peer -> awaited.test(peer) && isLate(peer, attempt);
    if (attempt.remainingNanos() <= 0 && peers.stream().anyMatch(late)) {
      throw attempt.failed(Kind.DEADLINE, missing(awaited, lack, attempt));
    }
  }

  /** Who has mates is given the time to say which of them is missing. */
  private static boolean isLate(Peer peer, Attempt attempt) {
    return attempt.remainingNanos() + (peer.hasMates() ? GRACE_NANOS : 0) <= 0;
  }

  private String missing(Predicate<Peer> awaited, String lack, Attempt attempt) {
    return String.format(
        Locale.ROOT,
        "%s %s after %.1f s; if only slow, raise %s in the plan",
        peers.stream().filter(awaited).map(Peer::toString).collect(Collectors.joining(", ")),
        lack,
        attempt.elapsedNanos() / 1e9,
        attempt.setting());
  }

  /** Waits whatever happens, but not long; true if nobody is waited for any more. */
  boolean linger(Predicate<Peer> awaited, long nanos) {
    boolean interrupted = false;
    long remaining = nanos;
    lock.lock();
    try {
      while (remaining > 0 && peers.stream().anyMatch(awaited)) {
        try {
          long look = Math.min(LOOK_NANOS, remaining);
          remaining -= look - Math.max(0, changed.awaitNanos(look));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return peers.stream().noneMatch(awaited);
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
