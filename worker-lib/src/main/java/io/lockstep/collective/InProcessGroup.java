package io.lockstep.collective;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.FlatVector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Workers that are threads of one JVM. They read each other's vectors in place: post, barrier, sum
 * the own slice over all vectors, barrier.
 */
public final class InProcessGroup {
  private static final Map<String, InProcessGroup> GROUPS = new ConcurrentHashMap<>();

  /** What a rank has brought to the operation under way. */
  static final class Post {
    volatile FlatVector vector = FlatVector.allocate(0);
    volatile Rows rows = new Rows(1, 0);
    volatile String operation = "";
  }

  private final String name;
  private final int size;
  private final Post[] posts;
  private final AtomicIntegerArray arrivals;
  private final AtomicInteger members = new AtomicInteger();
  private final AtomicReference<String> aborted = new AtomicReference<>("");

  private InProcessGroup(String name, int size) {
    this.name = name;
    this.size = atLeast(size, 1, "size");
    this.posts = new Post[size];
    this.arrivals = new AtomicIntegerArray(size);
    for (int rank = 0; rank < size; rank++) {
      posts[rank] = new Post();
    }
  }

  /**
   * Joins the group of a name, which all its members know and nobody else; the group is forgotten
   * when all have left.
   *
   * @param name for example the nonce of a run
   */
  public static Collective join(String name, int rank, int size, Waiting waiting) {
    check(0 <= rank && rank < size, "rank", "0 <= rank < " + size, rank);
    InProcessGroup group =
        GROUPS.compute(
            name,
            (key, present) -> {
              InProcessGroup joined = present == null ? new InProcessGroup(key, size) : present;
              check(joined.size == size, "size of the group", "" + joined.size, size);
              joined.members.incrementAndGet();
              return joined;
            });
    return new InProcessMember(group, rank, waiting);
  }

  void leave() {
    GROUPS.computeIfPresent(
        name, (key, group) -> group.members.decrementAndGet() == 0 ? null : group);
  }

  int size() {
    return size;
  }

  Post post(int rank) {
    return posts[rank];
  }

  /** Barriers that a rank has come to. */
  int arrivals(int rank) {
    return arrivals.get(rank);
  }

  /** Comes to the next barrier; everything written before is visible to those who see it. */
  int arrive(int rank) {
    return arrivals.incrementAndGet(rank);
  }

  void abort(String reason) {
    aborted.compareAndSet("", reason);
  }

  /** Why a member aborted; empty if none did. */
  String aborted() {
    return aborted.get();
  }
}
