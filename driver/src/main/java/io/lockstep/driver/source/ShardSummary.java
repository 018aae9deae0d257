package io.lockstep.driver.source;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.lockstep.data.FeatureStatistics;
import io.lockstep.driver.source.ContentDigest.Value;
import java.io.Serializable;

/** What the driver hears about the examples of a virtual shard in one part. */
@DefaultSerializer(ShardSummary.KryoForm.class)
final class ShardSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long key;
  private final long[] digest;
  private final long[] classCounts;
  private final FeatureStatistics statistics;

  /**
   * @param key of its first example
   * @param digest sum over its examples
   * @param classCounts examples of each class; one number if there are no classes
   * @param statistics of its features; of none if they are not needed
   */
  ShardSummary(long key, Value digest, long[] classCounts, FeatureStatistics statistics) {
    this(key, new long[] {digest.high(), digest.low()}, classCounts, statistics);
  }

  private ShardSummary(long key, long[] digest, long[] classCounts, FeatureStatistics statistics) {
    this.key = key;
    this.digest = digest;
    this.classCounts = classCounts;
    this.statistics = statistics;
  }

  long key() {
    return key;
  }

  Value digest() {
    return new Value(digest[0], digest[1]);
  }

  long[] classCounts() {
    return classCounts;
  }

  FeatureStatistics statistics() {
    return statistics;
  }

  /** How Kryo writes it. */
  public static final class KryoForm extends Serializer<ShardSummary> {
    @Override
    public void write(Kryo kryo, Output output, ShardSummary summary) {
      output.writeLong(summary.key);
      KryoValues.write(output, summary.digest);
      KryoValues.write(output, summary.classCounts);
      FeatureStatistics statistics = summary.statistics;
      output.writeLong(statistics.count(), true);
      output.writeInt(statistics.groups(), true);
      for (int group = 0; group < statistics.groups(); group++) {
        output.writeDouble(statistics.mean(group));
        output.writeDouble(statistics.squares(group));
        output.writeDouble(statistics.min(group));
        output.writeDouble(statistics.max(group));
      }
    }

    @Override
    public ShardSummary read(Kryo kryo, Input input, Class<ShardSummary> type) {
      long key = input.readLong();
      long[] digest = KryoValues.readLongs(input);
      long[] classCounts = KryoValues.readLongs(input);
      FeatureStatistics statistics = readStatistics(input);
      return new ShardSummary(key, digest, classCounts, statistics);
    }

    private static FeatureStatistics readStatistics(Input input) {
      long count = input.readLong(true);
      double[][] values = new double[4][input.readInt(true)];
      for (int group = 0; group < values[0].length; group++) {
        for (double[] kind : values) {
          kind[group] = input.readDouble();
        }
      }
      return new FeatureStatistics(count, values[0], values[1], values[2], values[3]);
    }
  }
}
