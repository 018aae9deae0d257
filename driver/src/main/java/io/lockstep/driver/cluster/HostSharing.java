package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Collective;
import io.lockstep.collective.HostGroup;
import io.lockstep.collective.HostMember;
import io.lockstep.collective.HostMemory;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Topology;
import io.lockstep.collective.Waiting;
import io.lockstep.driver.transport.NetworkCollective;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How workers that reach each other over the network come to share memory with those of their host:
 * the memory of their process, or a file that the first of the host makes and the others open.
 * After each of the two all tell all how it went, so that either every worker shares or none does.
 */
final class HostSharing {
  private static final Logger LOG = LoggerFactory.getLogger(HostSharing.class);

  private final NetworkCollective network;
  private final Topology topology;
  private final boolean oneProcess;
  private final String nonce;
  private final HostMemory memory;
  private final CollectiveChoice choice;
  private String failure = "";

  /**
   * @param network all workers; of no further use once they share memory
   * @param peers what all workers have said of themselves, by rank
   */
  HostSharing(
      NetworkCollective network,
      List<Handshake> peers,
      String nonce,
      HostMemory memory,
      CollectiveChoice choice) {
    this.network = network;
    this.topology = Topology.of(peers.stream().map(Handshake::machine).toList());
    this.oneProcess =
        choice.allowsInProcess()
            && Handshake.sameProcess(
                topology.mates(network.rank()).stream().map(peers::get).toList());
    this.nonce = nonce;
    this.memory = memory;
    this.choice = choice;
  }

  /** The membership to go on with. */
  Collective join(Waiting step) {
    int rank = network.rank();
    int host = topology.hostOf(rank);
    List<Integer> mates = topology.mates(rank);
    boolean first = topology.isFirst(rank);
    long bytes = memory.bytes(mates.size(), network.size());
    Optional<HostGroup> file = Optional.empty();
    if (!oneProcess && first) {
      file = attempt(() -> HostGroup.create(nonce, host, bytes, HostGroup.folders()));
    }
    boolean made = agree(oneProcess || !first || file.isPresent());
    if (made && !oneProcess && !first) {
      file = attempt(() -> HostGroup.open(nonce, host, bytes, HostGroup.folders()));
    }
    boolean shared = agree(oneProcess || file.isPresent());
    if (first) {
      file.ifPresent(HostGroup::unlink);
    }
    if (!shared) {
      file.ifPresent(HostGroup::close);
      return withoutSharing();
    }
    HostMember member =
        oneProcess
            ? InProcessGroup.join(nonce + "/" + host, mates, rank, step)
            : file.orElseThrow().member(mates, rank, step);
    if (topology.hosts().size() > 1) {
      return network.sharing(topology, member);
    }
    network.close();
    return member;
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
