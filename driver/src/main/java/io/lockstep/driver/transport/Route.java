package io.lockstep.driver.transport;

import io.lockstep.collective.Operation;
import io.lockstep.collective.Topology;
import java.util.ArrayList;
import java.util.List;

/**
 * Who sends what to whom; both ends reckon it, nobody sends it. For each rank one rank of each
 * other host <i>serves</i> it: in a reduce-scatter that one sends its host's partial sum to the
 * owner of the slice, in the other operations it takes what the owner has for that host. So each
 * rank deals with about one rank in as many as a host has.
 */
final class Route {
  private final Topology topology;
  private final int rank;
  private final List<Integer> served = new ArrayList<>();
  private final List<Integer> servers = new ArrayList<>();

  Route(Topology topology, int rank) {
    this.topology = topology;
    this.rank = rank;
    int size = topology.size();
    // Each begins with the next rank, so that not all send to rank 0 at once.
    for (int i = 1; i < size; i++) {
      int peer = (rank + i) % size;
      if (server(rank, peer) == rank) {
        served.add(peer);
      }
      if (server(peer, rank) == peer) {
        servers.add(peer);
      }
    }
  }

  /** The rank on a mate's host that serves an owner on another one; -1 if they share the host. */
  private int server(int mate, int owner) {
    List<Integer> mates = topology.mates(mate);
    return mates.contains(owner) ? -1 : mates.get(owner % mates.size());
  }

  int rank() {
    return rank;
  }

  Topology topology() {
    return topology;
  }

  /** The owners on other hosts whom this rank serves. */
  List<Integer> served() {
    return served;
  }

  /** The rank of a host that serves this one; this one itself on its own host. */
  int server(int host) {
    List<Integer> mates = topology.hosts().get(host);
    return mates.contains(rank) ? rank : mates.get(rank % mates.size());
  }

  /** To whom this rank sends in an operation. */
  List<Integer> receivers(Operation operation) {
    return operation == Operation.REDUCE_SCATTER ? served : servers;
  }

  /** From whom something comes in an operation. */
  List<Integer> senders(Operation operation) {
    return operation == Operation.REDUCE_SCATTER ? servers : served;
  }

  /** Whether others of that rank's host may keep it waiting. */
  boolean hasMates(int ofRank) {
    return topology.mates(ofRank).size() > 1;
  }
}
