package io.lockstep.driver.source;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Sorts records by what is in them, for sources without an order of their own. Equal records are
 * interchangeable, and all of them stay.
 */
final class ContentOrder {
  private ContentOrder() {}

  static JavaRDD<SourceRecord> sort(JavaRDD<SourceRecord> records) {
    return records
        .mapPartitionsToPair(
            rows -> {
              ContentDigest digest = new ContentDigest();
              return new Numbered<>(rows, (row, n) -> new Tuple2<>(key(row, digest), row));
            })
        .repartitionAndSortWithinPartitions(
            new ByHighBits(Math.max(1, records.getNumPartitions())), new ByValue())
        .values();
  }

  private static Tuple2<Long, Long> key(SourceRecord record, ContentDigest digest) {
    ContentDigest.Value value =
        digest.put(record.features()).put(record.label()).put(record.targets()).finish();
    return new Tuple2<>(value.high(), value.low());
  }

  private static final class ByValue implements Comparator<Tuple2<Long, Long>>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Tuple2<Long, Long> a, Tuple2<Long, Long> b) {
      int high = Long.compareUnsigned(a._1, b._1);
      return high != 0 ? high : Long.compareUnsigned(a._2, b._2);
    }
  }

  /** Ranges of equal size: hashes are spread evenly, so that nobody must sample them. */
  private static final class ByHighBits extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ByHighBits(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      long high = (Long) ((Tuple2<?, ?>) key)._1;
      return (int) ((high >>> 32) * partitions >>> 32);
    }
  }
}
