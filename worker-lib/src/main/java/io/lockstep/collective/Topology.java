package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which ranks share memory: the groups, named hosts for short, in the order of their first ranks.
 *
 * @param hosts the ranks of each host in rising order
 */
public record Topology(List<List<Integer>> hosts) {
  public Topology {
    hosts = hosts.stream().map(List::copyOf).toList();
    List<Integer> all = hosts.stream().flatMap(List::stream).sorted().toList();
    check(
        all.equals(IntStream.range(0, all.size()).boxed().toList()),
        "hosts",
        "each rank once",
        hosts);
  }

  /** All ranks on one host. */
  public static Topology oneHost(int size) {
    return new Topology(List.of(IntStream.range(0, size).boxed().toList()));
  }

  /** Each rank on a host of its own. */
  public static Topology apart(int size) {
    return new Topology(IntStream.range(0, size).mapToObj(List::of).toList());
  }

  /**
   * By names.
   *
   * @param names of each rank's host
   */
  public static Topology of(List<String> names) {
    List<List<Integer>> hosts = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (int rank = 0; rank < names.size(); rank++) {
      int host = known.indexOf(names.get(rank));
      if (host < 0) {
        known.add(names.get(rank));
        hosts.add(new ArrayList<>(List.of(rank)));
      } else {
        hosts.get(host).add(rank);
      }
    }
    return new Topology(hosts);
  }

  public int size() {
    return hosts.stream().mapToInt(List::size).sum();
  }

  /** The number of a rank's host. */
  public int hostOf(int rank) {
    for (int host = 0; host < hosts.size(); host++) {
      if (hosts.get(host).contains(rank)) {
        return host;
      }
    }
    throw new IllegalArgumentException("Invalid rank (0 to " + (size() - 1) + "): " + rank);
  }

  /** The ranks that share memory with one, itself included. */
  public List<Integer> mates(int rank) {
    return hosts.get(hostOf(rank));
  }

  /** Whether a rank is the first of its host. */
  public boolean isFirst(int rank) {
    return mates(rank).get(0) == rank;
  }
}
