package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One thread's membership in an {@link InProcessGroup}. */
final class InProcessMember implements Collective {
  private static final int SPINS = 200;
  private static final int YIELDS = 200;
  private static final long PARK_NANOS = 20_000;
  private static final FlatVector EMPTY = FlatVector.allocate(0);

  private final InProcessGroup group;
  private final int rank;
  private final Waiting waiting;
  private final float[] sum = new float[Slice.BLOCK];
  private final Rows nothing;
  private long waited;
  private long operation;
  private boolean closed;

  InProcessMember(InProcessGroup group, int rank, Waiting waiting) {
    this.group = group;
    this.rank = rank;
    this.waiting = waiting;
    this.nothing = new Rows(group.size(), 0);
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
    post("reduce-scatter", vector, rows);
    sumSlice(vector, slice(vector.length()));
    collect(rows);
    barrier();
  }

  @Override
  public void allGather(FlatVector vector, Rows rows) {
    post("all-gather", vector, rows);
    for (int peer = 0; peer < size(); peer++) {
      if (peer != rank) {
        vector.copyFrom(group.post(peer).vector, Slice.ofRank(peer, size(), vector.length()));
      }
    }
    collect(rows);
    barrier();
  }

  @Override
  public void broadcast(FlatVector vector, int root) {
    post("broadcast from " + root, vector, nothing);
    if (rank != root) {
      vector.copyFrom(group.post(root).vector);
    }
    barrier();
  }

  @Override
  public void exchange(Rows rows) {
    post("exchange", EMPTY, rows);
    collect(rows);
    barrier();
  }

  @Override
  public long waitedNanos() {
    return waited;
  }

  @Override
  public void abort(String reason) {
    group.abort("worker " + rank + " failed: " + reason);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      group.leave();
    }
  }

  /** Shows this rank's part, waits for all others', and checks that they fit. */
  private void post(String name, FlatVector vector, Rows rows) {
    operation++;
    InProcessGroup.Post own = group.post(rank);
    own.operation = name;
    own.vector = vector;
    own.rows = rows;
    barrier();
    for (int peer = 0; peer < size(); peer++) {
      InProcessGroup.Post post = group.post(peer);
      if (!post.operation.equals(name)
          || post.vector.length() != vector.length()
          || post.rows.width() != rows.width()) {
        throw new CollectiveException(
            CollectiveException.Kind.MISMATCH,
            "Cannot "
                + name
                + " (operation "
                + operation
                + "): worker "
                + rank
                + " brings "
                + vector.length()
                + " elements and rows of "
                + rows.width()
                + ", worker "
                + peer
                + " is at "
                + post.operation
                + " with "
                + post.vector.length()
                + " and "
                + post.rows.width());
      }
    }
  }

  /** Sums the own slice over all ranks in their order; only this rank writes to it. */
  private void sumSlice(FlatVector vector, Slice slice) {
    if (size() == 1) {
      return;
    }
    // Rank 0's values must be the first summand, so a rank above 0 sums into a block aside.
    for (int from = slice.from(); from < slice.to(); from += Slice.BLOCK) {
      int length = Math.min(Slice.BLOCK, slice.to() - from);
      group.post(0).vector.floats().get(from, sum, 0, length);
      for (int peer = 1; peer < size(); peer++) {
        FloatBuffer other = group.post(peer).vector.floats();
        for (int i = 0; i < length; i++) {
          sum[i] += other.get(from + i);
        }
      }
      vector.floats().put(from, sum, 0, length);
    }
  }

  private void collect(Rows rows) {
    for (int peer = 0; peer < size(); peer++) {
      if (peer != rank) {
        System.arraycopy(group.post(peer).rows.of(peer), 0, rows.of(peer), 0, rows.width());
      }
    }
  }

  private void barrier() {
    int turn = group.arrive(rank);
    long begin = System.nanoTime();
    for (int peer = 0; peer < size(); peer++) {
      for (int round = 0; group.arrivals(peer) < turn; round++) {
        pause(round);
        if (round > SPINS) {
          check(System.nanoTime() - begin, turn);
        }
      }
    }
    waited += System.nanoTime() - begin;
  }

  private static void pause(int round) {
    if (round < SPINS) {
      Thread.onSpinWait();
    } else if (round < SPINS + YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  private void check(long waitedNanos, int turn) {
    if (!group.aborted().isEmpty()) {
      throw new CollectiveException(
          CollectiveException.Kind.PEER_FAILED, "Cannot " + where() + ": " + group.aborted());
    }
    if (waiting.stopped().getAsBoolean()) {
      throw new CollectiveException(
          CollectiveException.Kind.INTERRUPTED,
          "Cannot " + where() + ": worker " + rank + " was told to stop");
    }
    if (waitedNanos > waiting.deadline().toNanos()) {
      String missing =
          IntStream.range(0, size())
              .filter(peer -> group.arrivals(peer) < turn)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(", "));
      throw new CollectiveException(
          CollectiveException.Kind.DEADLINE,
          "Cannot "
              + where()
              + ": worker "
              + missing
              + " has not come within "
              + waiting.deadline().toMillis()
              + " ms (worker "
              + rank
              + " is waiting). If it is only slow, set a longer deadlines.step.");
    }
  }

  private String where() {
    return group.post(rank).operation + " (operation " + operation + ")";
  }
}
