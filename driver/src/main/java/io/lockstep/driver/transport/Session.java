package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
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
  private final List<Peer> peers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Failure> failure = Optional.empty();
  private long operation;
  private Optional<Announcement> underWay = Optional.empty();
  private Optional<FlatVector> replaced = Optional.empty();
  private int begun;
  private long allBegunNanos;
  private boolean closed;

  Session(int rank, List<PeerAddress> addresses) {
    this.rank = rank;
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
   * Takes a chunk.
   *
   * @throws IllegalArgumentException if it does not fit what came before from this peer
   */
  void arrived(Message.Part part, ByteBuffer payload) {
    change(
        () -> {
          if (!closed) {
            take(part, payload);
          }
        });
  }

  private void take(Message.Part part, ByteBuffer payload) {
    long ahead = part.operation() - operation;
    boolean now = ahead == 0 && underWay.isPresent();
    check(now || ahead == 1, "operation of a part", "at most one ahead of " + operation, part);
    Peer peer = peer(part.sender());
    Announcement announcement = part.announcement();
    if (now && !fits(peer, announcement)) {
      return;
    }
    Incoming incoming = peer.incoming(part.operation());
    if (part.isFirst()) {
      Slice slice = Route.slice(announcement, part.sender(), rank, size);
      incoming.begin(announcement, slice, payload);
    }
    incoming.accept(part, payload, now ? replaced : Optional.empty());
    if (now && part.isFirst()) {
      countBegun();
    }
  }

  private boolean fits(Peer peer, Announcement announcement) {
    boolean fits = underWay.equals(Optional.of(announcement));
    if (!fits) {
      fail(Kind.MISMATCH, peer + " is at its " + announcement);
    }
    return fits;
  }

  private void countBegun() {
    begun++;
    if (begun == peers.size()) {
      allBegunNanos = System.nanoTime();
    }
  }

  /** Begins an operation: from now on chunks may go straight into the vector. */
  void enter(long number, Announcement announcement, FlatVector vector) {
    change(
        () -> {
          operation = number;
          underWay = Optional.of(announcement);
          replaced = Optional.of(vector).filter(v -> Route.replaces(announcement));
          begun = 0;
          allBegunNanos = System.nanoTime();
          peers.forEach(peer -> catchUp(peer, announcement));
        });
  }

  private void catchUp(Peer peer, Announcement announcement) {
    Incoming incoming = peer.incoming(operation);
    if (replaced.isEmpty()) {
      incoming.reserve(Route.slice(announcement, peer.rank(), rank, size).length());
    }
    if (incoming.isBegun()) {
      if (fits(peer, incoming.announcement().orElseThrow())) {
        replaced.ifPresent(incoming::moveTo);
        countBegun();
      } else {
        incoming.reset();
      }
    }
  }

  /** Ends an operation; returns the nanoseconds from its beginning until all peers had begun. */
  long leave(long startNanos) {
    lock.lock();
    try {
      underWay = Optional.empty();
      replaced = Optional.empty();
      peers.forEach(peer -> peer.incoming(operation).reset());
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
          replaced = Optional.empty();
        });
  }

  /** Elements that are here from every peer, without gaps. */
  int received() {
    lock.lock();
    try {
      return peers.stream()
          .mapToInt(peer -> peer.incoming(operation).received())
          .min()
          .orElse(Integer.MAX_VALUE);
    } finally {
      lock.unlock();
    }
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
        changed.awaitNanos(Math.min(LOOK_NANOS, Math.max(1, attempt.remainingNanos())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw attempt.failed(Kind.INTERRUPTED, "the thread of this worker was interrupted");
    } finally {
      lock.unlock();
    }
  }

  private void checkWorthWaiting(Predicate<Peer> awaited, String lack, Attempt attempt) {
    if (failure.isPresent()) {
      throw attempt.failed(failure.get().kind(), failure.get().cause());
    }
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
    if (attempt.remainingNanos() <= 0) {
      throw attempt.failed(Kind.DEADLINE, missing(awaited, lack, attempt));
    }
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
          remaining = changed.awaitNanos(remaining);
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
