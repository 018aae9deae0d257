package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Collective;
import io.lockstep.collective.HostGroup;
import io.lockstep.collective.HostMemory;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Topology;
import io.lockstep.collective.Waiting;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How workers that reach each other over the network come to share memory: the first of the host
 * makes the file, the others open it, and after each of the two all tell all how it went, so that
 * either every worker shares or none does.
 */
final class HostSharing {
  private static final Logger LOG = LoggerFactory.getLogger(HostSharing.class);

  private final Collective network;
  private final Topology topology;
  private final String nonce;
  private final HostMemory memory;
  private final CollectiveChoice choice;
  private String failure = "";

  /**
   * @param network all workers; closed if they come to share memory
   */
  HostSharing(
      Collective network,
      Topology topology,
      String nonce,
      HostMemory memory,
      CollectiveChoice choice) {
    this.network = network;
    this.topology = topology;
    this.nonce = nonce;
    this.memory = memory;
    this.choice = choice;
  }

  /** The membership to go on with. */
  Collective join(Waiting step) {
    int rank = network.rank();
    boolean first = topology.isFirst(rank);
    List<Integer> mates = topology.mates(rank);
    long bytes = memory.bytes(mates.size());
    int host = topology.hostOf(rank);
    Optional<HostGroup> group = Optional.empty();
    if (first) {
      group = attempt(() -> HostGroup.create(nonce, host, bytes, HostGroup.folders()));
    }
    boolean made = agree(group.isPresent() || !first);
    if (made && !first) {
      group = attempt(() -> HostGroup.open(nonce, host, bytes, HostGroup.folders()));
    }
    boolean shared = agree(group.isPresent());
    if (first) {
      group.ifPresent(HostGroup::unlink);
    }
    if (shared) {
      network.close();
      return group.orElseThrow().member(mates, rank, step);
    }
    group.ifPresent(HostGroup::close);
    return withoutSharing();
  }

  /** Whether all workers say yes. */
  private boolean agree(boolean own) {
    Rows votes = new Rows(network.size(), 1);
    votes.of(network.rank())[0] = own ? 1 : 0;
    network.exchange(votes);
    return votes.sum(0) == network.size();
  }

  private Optional<HostGroup> attempt(Opening opening) {
    try {
      return Optional.of(opening.open());
    } catch (IOException e) {
      failure = e.getMessage();
      return Optional.empty();
    }
  }

  private Collective withoutSharing() {
    String cause = failure.isEmpty() ? "another worker of the run could not" : failure;
    if (choice == CollectiveChoice.SHARED_MEMORY) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot share memory between the workers of a host, as "
              + CollectiveChoice.KEY
              + " asks for: "
              + cause
              + ". Make room, or leave the choice to Lockstep (auto).");
    }
    LOG.warn(
        "Workers of one host talk over the network, which is slower than shared memory: {}", cause);
    return network;
  }

  /** Makes or opens the file. */
  @FunctionalInterface
  private interface Opening {
    HostGroup open() throws IOException;
  }
}
