package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.parameters.FlatVector;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One worker's membership in a group that shares memory, be it within one process or among those of
 * a host. An operation is: post what is meant, meet the others, read what is theirs where it lies.
 * Nothing is copied that can be read in place, and nothing is allocated on the way.
 *
 * <p>Who puts the groups of several hosts together uses {@link #meet}, {@link #terms} and the
 * messages of all ranks; its own operations take the group for the whole.
 */
public final class HostMember implements Collective {
  private static final int NO_VECTOR = -1;
  private static final Rows NO_ROWS = new Rows(1, 0);

  private final Region region;
  private final ControlBlock control;
  private final Placement placement;
  private final Topology topology;
  private final List<Integer> ranks;
  private final int seat;
  private final Waiting waiting;
  private final Liveness liveness;
  private final Runnable onClose;
  private final VectorSum sum;
  private Operation current = Operation.EXCHANGE;
  private int currentLength;
  private int currentWidth;
  private long operations;
  private long phases;
  private long graceNanos;
  private long waitedNanos;
  private boolean ended;
  private boolean closed;

  /**
   * @param ranks of the members within the whole run, in rising order; for messages
   * @param seat this member's place among them, which is its rank here
   */
  HostMember(Region region, List<Integer> ranks, int seat, Waiting waiting, Runnable onClose) {
    int size = ranks.size();
    this.region = region;
    this.control = new ControlBlock(region.memory(0, ControlBlock.bytes(size)), size);
    this.placement = new Placement(region, ControlBlock.bytes(size), seat, size);
    this.topology = Topology.oneHost(size);
    this.ranks = List.copyOf(ranks);
    this.seat = seat;
    this.waiting = waiting;
    this.liveness = new Liveness(control, size);
    this.onClose = onClose;
    this.sum = new VectorSum(size);
    liveness.enter(seat);
  }

  @Override
  public int rank() {
    return seat;
  }

  @Override
  public int size() {
    return ranks.size();
  }

  @Override
  public Topology topology() {
    return topology;
  }

  @Override
  public FlatVector individual(int length) {
    return placement.individual(length);
  }

  @Override
  public FlatVector replicated(int length) {
    return placement.replicated(length);
  }

  @Override
  public Messages messages(int capacity) {
    return placement.messages(seat, size(), capacity);
  }

  /**
   * The same memory for messages of all ranks of several hosts.
   *
   * @param rank of this one among them
   */
  public Messages messages(int rank, int ofRanks, int capacity) {
    return placement.messages(rank, ofRanks, capacity);
  }

  @Override
  public VectorSum reduceScatter(FlatVector vector, Wire wire) {
    begin(Operation.REDUCE_SCATTER, placement.of(vector).number(), vector.length(), NO_ROWS);
    return terms(vector);
  }

  /**
   * The sum of the members' vectors, to be taken once all of them are ready.
   *
   * @param vector an individual one
   */
  public VectorSum terms(FlatVector vector) {
    sum.clear();
    for (FlatVector term : placement.of(vector).views()) {
      sum.add(term, 0);
    }
    return sum;
  }

  /** Whether a vector of this membership is a replicated one. */
  public boolean isReplicated(FlatVector vector) {
    return placement.of(vector).isReplicated();
  }

  /**
   * Says what this rank is about in memory that all members see, waits until all have come, and
   * gives each all rows.
   *
   * @param what the same on all members
   * @param rows one of each member
   * @param grace how much longer than the deadline to wait, for members that themselves wait
   */
  public void meet(Announcement what, Rows rows, Duration grace) {
    graceNanos = grace.toNanos();
    begin(what.operation(), NO_VECTOR, what.length(), what.rowWidth(), rows);
  }

  @Override
  public void allGather(FlatVector vector, Rows rows, Wire wire) {
    Placement.Vector placed = placement.of(vector);
    if (wire == Wire.BFLOAT16) {
      Bfloat16.round(vector, placed.slices()[seat]);
    }
    begin(Operation.ALL_GATHER, placed.number(), vector.length(), rows);
    if (placed.isReplicated()) {
      return;
    }
    for (int peer = 0; peer < size(); peer++) {
      if (peer != seat) {
        vector.copyFrom(placed.views()[peer], placed.slices()[peer]);
      }
    }
    // From here on each may write to its own again.
    meet();
  }

  @Override
  public void exchange(Rows rows) {
    begin(Operation.EXCHANGE, NO_VECTOR, 0, rows);
  }

  @Override
  public void gather(Messages messages) {
    messages.length(seat, messages.own().position());
    begin(Operation.GATHER, NO_VECTOR, messages.capacity(), NO_ROWS);
    messages.turn();
  }

  private void begin(Operation operation, int vector, int length, Rows rows) {
    begin(operation, vector, length, rows.width(), rows);
  }

  private void begin(Operation operation, int vector, int length, int width, Rows rows) {
    if (rows != NO_ROWS && rows.ranks() != size()) {
      check(false, "ranks of the rows", "" + size(), rows.ranks());
    }
    operations++;
    current = operation;
    currentLength = length;
    currentWidth = width;
    if (ended) {
      throw failed(Kind.INTERRUPTED, "rank " + ranks.get(seat) + " has failed or closed before");
    }
    int done = 0;
    do {
      int here = Math.min(ControlBlock.ROW, rows.width() - done);
      control.post(seat, phases + 1, operation, vector, length, width);
      if (here > 0) {
        control.writeRow(seat, phases + 1, rows.of(seat), done, here);
      }
      meet();
      checkPosts();
      for (int peer = 0; here > 0 && peer < size(); peer++) {
        control.readRow(peer, phases, rows.of(peer), done, here);
      }
      done += here;
    } while (done < rows.width());
  }

  private void checkPosts() {
    for (int peer = 0; peer < size(); peer++) {
      if (!control.postsTheSame(seat, peer, phases)) {
        throw failed(
            Kind.MISMATCH,
            "rank " + ranks.get(peer) + " is at its " + control.announcement(peer, phases));
      }
    }
  }

  /** Says that this rank has come to its next phase and waits until all others have. */
  private void meet() {
    long phase = ++phases;
    if (control.hasFailed()) {
      throw peerFailed();
    }
    control.phase(seat, phase);
    long start = 0;
    int turn = 0;
    for (int peer = 0; peer < size(); peer++) {
      while (control.phase(peer) < phase) {
        long now = System.nanoTime();
        start = turn == 0 ? now : start;
        checkStillWorthWaiting(phase, now, now - start);
        Patience.pass(turn++);
      }
    }
    if (turn > 0) {
      waitedNanos += System.nanoTime() - start;
    }
    if (phase == 1) {
      liveness.meet();
    }
  }

  private void checkStillWorthWaiting(long phase, long now, long nanos) {
    // Looked for before the failure: who aborts and then closes has failed, not left.
    int lost = rankThatLeftBefore(phase);
    if (control.hasFailed()) {
      throw peerFailed();
    }
    if (lost >= 0) {
      throw failed(Kind.PEER_LOST, "rank " + ranks.get(lost) + " of this host has left before");
    }
    int dead = liveness.firstDead(now);
    if (dead >= 0 && control.phase(dead) < phase) {
      throw failed(
          Kind.PEER_LOST,
          "the process of rank "
              + ranks.get(dead)
              + " of this host (pid "
              + control.pid(dead)
              + ") is gone without a word; see its log");
    }
    if (Thread.currentThread().isInterrupted() || waiting.stopped().getAsBoolean()) {
      throw failed(Kind.INTERRUPTED, "this worker, rank " + ranks.get(seat) + ", was told to stop");
    }
    if (nanos > waiting.deadline().toNanos() + graceNanos) {
      throw failed(Kind.DEADLINE, missing(phase, nanos));
    }
  }

  private int rankThatLeftBefore(long phase) {
    for (int peer = 0; peer < size(); peer++) {
      if (control.isGone(peer) && control.phase(peer) < phase) {
        return peer;
      }
    }
    return -1;
  }

  private String missing(long phase, long nanos) {
    StringJoiner missing = new StringJoiner(", ");
    for (int peer = 0; peer < size(); peer++) {
      if (control.phase(peer) < phase) {
        missing.add("rank " + ranks.get(peer));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s of this host missing after %.1f s; if only slow, raise deadlines.step in the plan",
        missing,
        nanos / 1e9);
  }

  private CollectiveException peerFailed() {
    int rank = control.failedRank();
    return rank == ranks.get(seat)
        ? failed(Kind.INTERRUPTED, "this rank has aborted: " + control.failure())
        : failed(Kind.PEER_FAILED, "rank " + rank + " of this host failed: " + control.failure());
  }

  private CollectiveException failed(Kind kind, String cause) {
    ended = true;
    control.goes(seat);
    return CollectiveException.incomplete(
        kind, operations, new Announcement(current, currentLength, currentWidth), cause);
  }

  @Override
  public long waitedNanos() {
    return waitedNanos;
  }

  @Override
  public void abort(String reason) {
    control.fail(ranks.get(seat), reason);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ended = true;
      control.leaves(seat);
      region.close();
      onClose.run();
    }
  }

  @Override
  public String toString() {
    return region.description();
  }
}
