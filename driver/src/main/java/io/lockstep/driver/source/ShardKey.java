package io.lockstep.driver.source;

/**
 * (part, shard, element) as one long, whose natural order is the order in which a worker keeps its
 * examples: the shuffle's key. Element e of shard v among V has the id e * V + v.
 */
final class ShardKey {
  private static final int ELEMENT_BITS = 46;
  private static final int SHARD_BITS = 16;

  private ShardKey() {}

  static long of(Part part, long id, int shards) {
    long shard = id % shards;
    long element = id / shards;
    return ((long) part.ordinal() << SHARD_BITS | shard) << ELEMENT_BITS | element;
  }

  /** Whether two keys are of the same shard and part. */
  static boolean isSameShard(long a, long b) {
    return a >>> ELEMENT_BITS == b >>> ELEMENT_BITS;
  }

  static Part part(long key) {
    return Part.values()[(int) (key >>> (ELEMENT_BITS + SHARD_BITS))];
  }

  static int shard(long key) {
    return (int) (key >>> ELEMENT_BITS) & ((1 << SHARD_BITS) - 1);
  }
}
