package io.lockstep.data;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

/**
 * Which of its examples a rank computes in which step. A step takes the positions {@code [p, min(p
 * + B, n))} of its epoch, whatever the number of ranks; nothing is dropped, padded or repeated, and
 * an epoch's last step may be short.
 *
 * <p>A rank keeps its examples sorted by (shard, id); indices are into that order. One thread
 * selects; what does not depend on the epoch may be asked by any.
 */
public final class GlobalBatches {
  private final VirtualShards shards;
  private final int globalBatch;
  private final int rank;
  private final int ranks;
  private final int[] start;
  private final int[][] order;
  private long epoch = -1;

  /**
   * @param globalBatch B, examples of a step over all ranks
   */
  public GlobalBatches(VirtualShards shards, int globalBatch, int rank, int ranks) {
    this.shards = shards;
    this.globalBatch = atLeast(globalBatch, 1, "global batch");
    check(0 <= rank && rank < ranks, "rank", "0 <= rank < " + ranks, rank);
    check(ranks <= shards.count(), "workers", "at most the " + shards.count() + " shards", ranks);
    this.rank = rank;
    this.ranks = ranks;
    this.start = new int[shards.count()];
    this.order = new int[shards.count()][];
    int next = 0;
    for (int shard = rank; shard < shards.count(); shard += ranks) {
      start[shard] = next;
      next = Math.addExact(next, shards.size(shard));
    }
  }

  /** Steps of an epoch. */
  public long stepsPerEpoch() {
    return (shards.examples() + globalBatch - 1) / globalBatch;
  }

  /** The most examples that this rank computes in any step. */
  public int maxRows() {
    int owned = (shards.count() - rank + ranks - 1) / ranks;
    long turns = ((long) globalBatch + shards.count() - 1) / shards.count();
    return (int) Math.min(globalBatch, turns * owned);
  }

  /** Examples over all ranks of the step that begins at a position (b_s). */
  public int examples(long position) {
    return (int) Math.min(globalBatch, shards.examples() - position);
  }

  /**
   * The examples of this rank for the step that begins at a position.
   *
   * @param indices filled with places among this rank's examples, in the order of positions
   * @return how many
   */
  public int select(long epoch, long position, int[] indices) {
    prepare(epoch);
    int rows = 0;
    long end = position + examples(position);
    // Element by element, and of each the shards of this rank alone: with many ranks most positions
    // of a step are other ranks'.
    for (long first = position - shards.shardOf(position); first < end; first += shards.count()) {
      int element = (int) (first / shards.count());
      for (int shard = rank; shard < shards.count(); shard += ranks) {
        if (first + shard >= position && first + shard < end) {
          indices[rows++] = start[shard] + order[shard][element];
        }
      }
    }
    return rows;
  }

  /** The number among all examples of one of this rank's, by its place. */
  public long idOf(int index) {
    int shard = shardOf(index);
    return (long) (index - start[shard]) * shards.count() + shard;
  }

  /**
   * The place of any example of the same virtual shard, perhaps the same one.
   *
   * @param uniform in [0, 1), chooses it
   */
  public int mate(int index, double uniform) {
    int shard = shardOf(index);
    return start[shard] + (int) (uniform * shards.size(shard));
  }

  private int shardOf(int index) {
    // Of this rank's shards the first ones have an example more than the others.
    int rest = (int) (shards.examples() % shards.count());
    int larger = Math.max(0, (rest - rank + ranks - 1) / ranks);
    int size = (int) (shards.examples() / shards.count());
    int inLarger = larger * (size + 1);
    boolean isInLarger = index < inLarger;
    int turn = isInLarger ? index / (size + 1) : larger + (index - inLarger) / size;
    return rank + turn * ranks;
  }

  private void prepare(long wanted) {
    if (epoch == wanted) {
      return;
    }
    for (int shard = rank; shard < shards.count(); shard += ranks) {
      order[shard] = shards.order(shard, wanted);
    }
    epoch = wanted;
  }
}
