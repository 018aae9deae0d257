package io.lockstep.collective;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A group whose members are threads of one process and share its memory. */
public final class InProcessGroup {
  private static final Map<String, InProcessGroup> GROUPS = new HashMap<>();

  private final String name;
  private final Region region = new ProcessRegion();
  // Guarded by GROUPS.
  private final boolean[] taken;
  private int open;

  private InProcessGroup(String name, int size) {
    this.name = name;
    this.taken = new boolean[atLeast(size, 1, "size")];
  }

  /**
   * Joins the group of a name, which the first to come founds: workers that share nothing but the
   * process (the tasks of one executor) find each other so. The group is forgotten once all who
   * joined have closed their memberships.
   *
   * @param name known to the members only, another one for each generation of each run: its nonce
   */
  public static HostMember join(String name, int rank, int size, Waiting waiting) {
    check(0 <= rank && rank < size, "rank", "0 <= rank < " + size, rank);
    return join(name, IntStream.range(0, size).boxed().toList(), rank, waiting);
  }

  /**
   * The same for some of the ranks of a run, as one of the hosts of a larger group.
   *
   * @param ranks of the members, in rising order
   * @param rank one of them
   */
  public static HostMember join(String name, List<Integer> ranks, int rank, Waiting waiting) {
    int size = ranks.size();
    int seat = ranks.indexOf(rank);
    check(seat >= 0, "rank", "one of " + ranks, rank);
    present(waiting, "waiting");
    synchronized (GROUPS) {
      InProcessGroup group = GROUPS.get(present(name, "name"));
      group = group == null ? new InProcessGroup(name, size) : group;
      check(group.taken.length == size, "size of the group", "" + group.taken.length, size);
      check(!group.taken[seat], "rank", "not yet taken in this group", rank);
      group.taken[seat] = true;
      group.open++;
      GROUPS.put(name, group);
      return new HostMember(group.region, ranks, seat, waiting, group::leave);
    }
  }

  /** A group of one rank of a run, which shares its memory with nobody. */
  public static HostMember alone(int rank, Waiting waiting) {
    return new HostMember(new ProcessRegion(), List.of(rank), 0, waiting, () -> {});
  }

  /** How many groups have open memberships. */
  static int count() {
    synchronized (GROUPS) {
      return GROUPS.size();
    }
  }

  private void leave() {
    synchronized (GROUPS) {
      open--;
      if (open == 0) {
        GROUPS.remove(name, this);
      }
    }
  }
}
