package io.lockstep.collective;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A group whose members are threads of one process and read each other's vectors in place. */
public final class InProcessGroup {
  private static final Map<String, InProcessGroup> GROUPS = new HashMap<>();

  /** Why the group is of no further use. */
  record Failure(int rank, String reason) {}

  private final String name;
  private final Seat[] seats;
  private final AtomicReference<Failure> failure = new AtomicReference<>();
  // Guarded by GROUPS.
  private final boolean[] taken;
  private int open;

  private InProcessGroup(String name, int size) {
    this.name = name;
    this.seats = new Seat[atLeast(size, 1, "size")];
    this.taken = new boolean[size];
    for (int rank = 0; rank < size; rank++) {
      seats[rank] = new Seat();
    }
  }

  /**
   * Joins the group of a name, which the first to come founds: workers that share nothing but the
   * process (the tasks of one executor) find each other so. The group is forgotten once all who
   * joined have closed their memberships.
   *
   * @param name known to the members only, another one for each generation of each run: its nonce
   */
  public static Collective join(String name, int rank, int size, Waiting waiting) {
    check(0 <= rank && rank < size, "rank", "0 <= rank < " + size, rank);
    present(waiting, "waiting");
    synchronized (GROUPS) {
      InProcessGroup group = GROUPS.get(present(name, "name"));
      group = group == null ? new InProcessGroup(name, size) : group;
      check(group.size() == size, "size of the group", "" + group.size(), size);
      check(!group.taken[rank], "rank", "not yet taken in this group", rank);
      group.taken[rank] = true;
      group.open++;
      GROUPS.put(name, group);
      return new InProcessMember(group, rank, waiting);
    }
  }

  /** How many groups have open memberships. */
  static int count() {
    synchronized (GROUPS) {
      return GROUPS.size();
    }
  }

  void leave() {
    synchronized (GROUPS) {
      open--;
      if (open == 0) {
        GROUPS.remove(name, this);
      }
    }
  }

  int size() {
    return seats.length;
  }

  Seat seat(int rank) {
    return seats[rank];
  }

  Optional<Failure> failure() {
    return Optional.ofNullable(failure.get());
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  void fail(int rank, String reason) {
    failure.compareAndSet(null, new Failure(rank, reason));
  }
}
