package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One thread's membership. An operation is: post what peers may read, meet them all, read what is
 * theirs, meet them again, so that afterwards each may overwrite its own. Nothing is allocated on
 * the way.
 */
final class InProcessMember implements Collective {
  private static final long LINGER_NANOS = 1_000_000_000;

  private final InProcessGroup group;
  private final int rank;
  private final Waiting waiting;
  private final Seat own;
  private final RankOrderSum sum = new RankOrderSum();
  private final FlatVector[] vectors;
  private final int[] shifts;
  private final Slice[] slices;
  private int slicedLength = -1;
  private long operations;
  private long waitedNanos;

  InProcessMember(InProcessGroup group, int rank, Waiting waiting) {
    this.group = group;
    this.rank = rank;
    this.waiting = waiting;
    this.own = group.seat(rank);
    this.vectors = new FlatVector[group.size()];
    this.shifts = new int[group.size()];
    this.slices = new Slice[group.size() + 1];
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return group.size();
  }

  @Override
  public void reduceScatter(FlatVector vector, Rows rows) {
    begin(Operation.REDUCE_SCATTER, 0, vector, rows);
    for (int peer = 0; peer < vectors.length; peer++) {
      vectors[peer] = group.seat(peer).vector;
    }
    sum.sum(vectors, shifts, slice(rank, vector), vector);
    end(rows);
  }

  @Override
  public void allGather(FlatVector vector, Rows rows) {
    begin(Operation.ALL_GATHER, 0, vector, rows);
    for (int peer = 0; peer < size(); peer++) {
      if (peer != rank) {
        vector.copyFrom(group.seat(peer).vector, slice(peer, vector));
      }
    }
    end(rows);
  }

  @Override
  public void broadcast(FlatVector vector, int root) {
    if (root < 0 || root >= size()) {
      check(false, "root", "0 <= root < " + size(), root);
    }
    begin(Operation.BROADCAST, root, vector, Seat.NO_ROWS);
    if (rank != root) {
      vector.copyFrom(group.seat(root).vector, slice(size(), vector));
    }
    end(Seat.NO_ROWS);
  }

  @Override
  public void exchange(Rows rows) {
    begin(Operation.EXCHANGE, 0, Seat.NO_VECTOR, rows);
    end(rows);
  }

  /** A rank's slice, or the whole for the rank after the last; kept, since lengths repeat. */
  private Slice slice(int ofRank, FlatVector vector) {
    int length = vector.length();
    if (slicedLength != length) {
      for (int peer = 0; peer < size(); peer++) {
        slices[peer] = Slice.ofRank(peer, size(), length);
      }
      slices[size()] = Slice.all(length);
      slicedLength = length;
    }
    return slices[ofRank];
  }

  private void begin(Operation operation, int root, FlatVector vector, Rows rows) {
    if (rows != Seat.NO_ROWS && rows.ranks() != size()) {
      check(false, "ranks of the rows", "" + size(), rows.ranks());
    }
    operations++;
    if (own.gone) {
      throw CollectiveException.incomplete(
          Kind.INTERRUPTED,
          operations,
          new Announcement(operation, root, vector.length(), rows.width()),
          "rank " + rank + " has failed or closed before");
    }
    own.post(operation, root, vector, rows);
    if (group.hasFailed()) {
      throw peerFailed();
    }
    meet(2 * operations - 1);
    own.reading = true;
    checkPosts();
  }

  private void checkPosts() {
    for (int peer = 0; peer < size(); peer++) {
      Seat seat = group.seat(peer);
      if (!seat.postsTheSameAs(own)) {
        throw failed(Kind.MISMATCH, "rank " + peer + " is at its " + seat.announcement());
      }
    }
    for (int peer = 0; peer < size(); peer++) {
      if (group.seat(peer).gone) {
        throw group.hasFailed()
            ? peerFailed()
            : failed(Kind.PEER_LOST, "rank " + peer + " of this process has given it up");
      }
    }
  }

  private void end(Rows rows) {
    if (rows.width() > 0) {
      for (int peer = 0; peer < size(); peer++) {
        if (peer != rank) {
          double[] theirs = group.seat(peer).rows.of(peer);
          System.arraycopy(theirs, 0, rows.of(peer), 0, rows.width());
        }
      }
    }
    own.reading = false;
    meet(2 * operations);
  }

  /** Says that this rank has come to a phase and waits until all others have. */
  private void meet(long phase) {
    own.phase = phase;
    long start = 0;
    int turn = 0;
    for (int peer = 0; peer < size(); peer++) {
      while (group.seat(peer).phase < phase) {
        long now = System.nanoTime();
        start = turn == 0 ? now : start;
        checkStillWorthWaiting(phase, now - start);
        Patience.pass(turn++);
      }
    }
    if (turn > 0) {
      waitedNanos += System.nanoTime() - start;
    }
  }

  private void checkStillWorthWaiting(long phase, long nanos) {
    // Looked for before the failure: who aborts and then closes has failed, not left.
    int leaver = rankThatLeftBefore(phase);
    if (group.hasFailed()) {
      throw peerFailed();
    }
    if (leaver >= 0) {
      throw failed(Kind.PEER_LOST, "rank " + leaver + " of this process has left before");
    }
    if (Thread.currentThread().isInterrupted() || waiting.stopped().getAsBoolean()) {
      throw failed(Kind.INTERRUPTED, "this worker, rank " + rank + ", was told to stop");
    }
    if (nanos > waiting.deadline().toNanos()) {
      throw failed(Kind.DEADLINE, missing(phase, nanos));
    }
  }

  private int rankThatLeftBefore(long phase) {
    for (int peer = 0; peer < size(); peer++) {
      Seat seat = group.seat(peer);
      if (seat.left && seat.phase < phase) {
        return peer;
      }
    }
    return -1;
  }

  private String missing(long phase, long nanos) {
    StringJoiner missing = new StringJoiner(", ");
    for (int peer = 0; peer < size(); peer++) {
      if (group.seat(peer).phase < phase) {
        missing.add("rank " + peer);
      }
    }
    return String.format(
        Locale.ROOT,
        "%s of this process missing after %.1f s; if only slow, raise deadlines.step in the plan",
        missing,
        nanos / 1e9);
  }

  private CollectiveException peerFailed() {
    InProcessGroup.Failure failure = group.failure().orElseThrow();
    return failure.rank() == rank
        ? failed(Kind.INTERRUPTED, "this rank has aborted: " + failure.reason())
        : failed(
            Kind.PEER_FAILED,
            "rank " + failure.rank() + " of this process failed: " + failure.reason());
  }

  /**
   * An exception to throw, once no peer is left in the middle of reading this rank's memory, which
   * its owner may free next.
   */
  private CollectiveException failed(Kind kind, String cause) {
    own.reading = false;
    own.gone = true;
    long start = System.nanoTime();
    for (int peer = 0, turn = 0; peer < size(); peer++) {
      while (group.seat(peer).reading && System.nanoTime() - start < LINGER_NANOS) {
        Patience.pass(turn++);
      }
    }
    return CollectiveException.incomplete(kind, operations, own.announcement(), cause);
  }

  @Override
  public long waitedNanos() {
    return waitedNanos;
  }

  @Override
  public void abort(String reason) {
    group.fail(rank, reason);
  }

  @Override
  public void close() {
    if (!own.left) {
      own.leave();
      group.leave();
    }
  }
}
