package io.lockstep.data;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.seed.Seed;

/**
 * The fixed parts of the data that make batches independent of the number of workers. Example j
 * belongs to shard {@code v = j mod V} as its element {@code floor(j / V)}; epoch e permutes each
 * shard by (seed, e, v); position p of the epoch is element {@code floor(p / V)} of the permuted
 * shard {@code p mod V}; rank {@code v mod N} computes shard v.
 *
 * @param count V, a power of two
 * @param examples n
 * @param seed of the run
 */
public record VirtualShards(int count, long examples, Seed seed) {
  public VirtualShards {
    check(Integer.bitCount(count) == 1, "shards", "a power of two", count);
    atLeast(examples, 0, "examples");
    present(seed, "seed");
    check(
        (examples + count - 1) / count <= Integer.MAX_VALUE, "examples", "2^31 a shard", examples);
  }

  /** Shard of an example, or of a position. */
  public int shardOf(long exampleOrPosition) {
    return (int) (exampleOrPosition & (count - 1));
  }

  /** Rank that computes a shard among {@code ranks}. */
  public static int rankOf(int shard, int ranks) {
    return shard % ranks;
  }

  /** Examples of a shard. */
  public int size(int shard) {
    return (int) ((examples - shard + count - 1) / count);
  }

  /** Examples of all shards that a rank computes. */
  public long sizeOfRank(int rank, int ranks) {
    long size = 0;
    for (int shard = rank; shard < count; shard += ranks) {
      size += size(shard);
    }
    return size;
  }

  /** The elements of a shard in the order of an epoch. */
  public int[] order(int shard, long epoch) {
    return seed.derive("order").derive(epoch).derive(shard).permutation(size(shard));
  }
}
