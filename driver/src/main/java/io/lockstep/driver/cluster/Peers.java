package io.lockstep.driver.cluster;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.driver.transport.NetworkEndpoint;
import io.lockstep.driver.transport.PeerAddress;
import java.util.List;
import org.apache.spark.BarrierTaskContext;

/** How workers find each other: one word through Spark's barrier, then they talk directly. */
final class Peers {
  private Peers() {}

  /**
   * Joins the group of a stage's workers: in process if all are threads of one JVM, else over the
   * network.
   *
   * @param host at which peers reach this worker
   * @param nonce of the stage
   * @param start how long to wait for the peers here
   * @param step how long to wait for them in each operation
   */
  static Collective join(
      BarrierTaskContext task, String host, String nonce, Waiting start, Waiting step) {
    int rank = task.partitionId();
    NetworkEndpoint endpoint = NetworkEndpoint.onExecutor(host);
    try {
      PeerAddress own = endpoint.address();
      List<Handshake> all =
          Handshake.all(
              task.allGather(
                  new Handshake(rank, own.host(), own.port(), Handshake.PROCESS, version())
                      .toJson()));
      if (Handshake.sameProcess(all)) {
        endpoint.close();
        return InProcessGroup.join(nonce, rank, all.size(), step);
      }
      List<PeerAddress> peers =
          all.stream().map(peer -> new PeerAddress(peer.host(), peer.port())).toList();
      return endpoint.connect(rank, peers, nonce, start, step);
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  private static String version() {
    String version = Peers.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
