package io.lockstep.driver.source;

import io.lockstep.data.FeatureStatistics;
import io.lockstep.data.Rescale;
import io.lockstep.data.StatisticsAccumulator;
import io.lockstep.driver.source.ContentDigest.Value;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;

/** Summarizes the sorted examples of a partition, one shard after the other, in tasks. */
final class ShardSummaries extends UntilAbsent<ShardSummary> {
  private final Iterator<ShardedExample> examples;
  private final Wanted wanted;
  private final ContentDigest digest = new ContentDigest();
  private Optional<ShardedExample> first = Optional.empty();

  /**
   * What to gather.
   *
   * @param shards V
   * @param width features of an example
   * @param groups that statistics are wanted of; 0 for no statistics
   * @param classes 0 for regression
   * @param steps that have a class each
   * @param rescale what features go through before their statistics
   */
  record Wanted(int shards, int width, int groups, int classes, int steps, Rescale rescale)
      implements Serializable {}

  ShardSummaries(Iterator<ShardedExample> examples, Wanted wanted) {
    this.examples = examples;
    this.wanted = wanted;
  }

  @Override
  protected Optional<ShardSummary> advance() {
    Optional<ShardedExample> example = first.isPresent() ? first : following();
    if (example.isEmpty()) {
      return Optional.empty();
    }
    long key = key(example.get());
    Value sum = Value.ZERO;
    long[] classCounts = new long[Math.max(1, wanted.classes())];
    boolean counted = wanted.groups() > 0 && example.get().part() == Part.TRAINING;
    StatisticsAccumulator statistics =
        new StatisticsAccumulator(
            counted ? wanted.width() : 1,
            counted ? wanted.groups() : 1,
            counted ? wanted.rescale() : Rescale.NONE);
    for (; example.isPresent() && isSameShard(key, example.get()); example = following()) {
      ShardedExample next = example.get();
      sum = sum.plus(digest(next));
      count(next, classCounts);
      if (counted) {
        statistics.add(next.example().features());
      }
    }
    first = example;
    FeatureStatistics gathered = statistics.statistics();
    return Optional.of(new ShardSummary(key, sum, classCounts, gathered));
  }

  /** The class of each step that has one, or the example. */
  private void count(ShardedExample next, long[] classCounts) {
    if (wanted.classes() == 0) {
      classCounts[0]++;
      return;
    }
    for (int step = 0; step < wanted.steps(); step++) {
      classCounts[(int) next.example().targets()[step]]++;
    }
  }

  private Value digest(ShardedExample next) {
    return digest
        .put(next.part().ordinal())
        .put(next.example().id())
        .put(next.example().features())
        .put(next.example().targets())
        .finish();
  }

  private Optional<ShardedExample> following() {
    return examples.hasNext() ? Optional.of(examples.next()) : Optional.empty();
  }

  private long key(ShardedExample sharded) {
    return ShardKey.of(sharded.part(), sharded.example().id(), wanted.shards());
  }

  private boolean isSameShard(long key, ShardedExample other) {
    return ShardKey.isSameShard(key, key(other));
  }
}
