package io.lockstep.driver.source;

import io.lockstep.data.VirtualShards;
import org.apache.spark.Partitioner;

/** Sends a shard to the rank that computes it. */
final class RankPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int ranks;

  RankPartitioner(int ranks) {
    this.ranks = ranks;
  }

  @Override
  public int numPartitions() {
    return ranks;
  }

  @Override
  public int getPartition(Object key) {
    return VirtualShards.rankOf(ShardKey.shard((Long) key), ranks);
  }
}
