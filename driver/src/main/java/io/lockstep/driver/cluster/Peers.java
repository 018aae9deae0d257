package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMemory;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.driver.transport.NetworkCollective;
import io.lockstep.driver.transport.NetworkEndpoint;
import io.lockstep.driver.transport.PeerAddress;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/** How workers find each other: one word through Spark's barrier, then they talk directly. */
final class Peers {
  private Peers() {}

  /**
   * Joins the group of a stage's workers: over the memory of their process, over memory that the
   * processes of a host share, or over the network, the first that is possible or the one that
   * {@link CollectiveChoice} forces.
   *
   * @param host at which peers reach this worker
   * @param nonce of the stage
   * @param memory what workers will place in memory that they share
   * @param start how long to wait for the peers here
   * @param step how long to wait for them in each operation
   */
  static Collective join(
      BarrierTaskContext task,
      String host,
      String nonce,
      HostMemory memory,
      Waiting start,
      Waiting step) {
    CollectiveChoice choice = CollectiveChoice.of(SparkEnv.get().conf());
    int rank = task.partitionId();
    NetworkEndpoint endpoint = NetworkEndpoint.onExecutor(host);
    try {
      List<Handshake> all = shakeHands(task, endpoint.address());
      if (Handshake.sameProcess(all) && choice.allowsInProcess()) {
        endpoint.close();
        return InProcessGroup.join(nonce, rank, all.size(), step);
      }
      checkPossible(choice, all);
      List<PeerAddress> peers =
          all.stream().map(peer -> new PeerAddress(peer.host(), peer.port())).toList();
      NetworkCollective network = endpoint.connect(rank, peers, nonce, start, step);
      return choice.allowsSharedMemory() && all.size() > 1
          ? new HostSharing(network, all, nonce, memory, choice).join(step)
          : network;
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  private static List<Handshake> shakeHands(BarrierTaskContext task, PeerAddress own) {
    Handshake handshake =
        new Handshake(
            task.partitionId(),
            own.host(),
            own.port(),
            Handshake.machine(own.host()),
            Handshake.PROCESS,
            version());
    return Handshake.all(task.allGather(handshake.toJson()));
  }

  private static void checkPossible(CollectiveChoice choice, List<Handshake> all) {
    if (choice == CollectiveChoice.IN_PROCESS) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot train in one process, as "
              + CollectiveChoice.KEY
              + " asks for: the "
              + all.size()
              + " workers are in "
              + all.stream().map(Handshake::process).distinct().count()
              + " processes. Give one executor all the cores, or leave the choice to Lockstep (auto).");
    }
  }

  private static String version() {
    String version = Peers.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
