package io.lockstep.driver.cluster;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
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
   */
  static Collective join(BarrierTaskContext task, String host, String nonce, Waiting waiting) {
    int rank = task.partitionId();
    int size = task.getTaskInfos().length;
    Handshake own = new Handshake(rank, host, 0, Handshake.PROCESS, version());
    List<Handshake> all = Handshake.all(task.allGather(own.toJson()));
    if (!Handshake.sameProcess(all)) {
      throw new IllegalStateException("network");
    }
    return InProcessGroup.join(nonce, rank, size, waiting);
  }

  private static String version() {
    String version = Peers.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
