package io.lockstep.driver.source;

import io.lockstep.checks.LockstepException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * The records of a source, parsed once, all of them good, kept by Spark until closed, in an order
 * that can be repeated.
 */
final class Parsed implements AutoCloseable {
  private final JavaRDD<SourceRecord> read;
  private final JavaRDD<SourceRecord> ordered;
  private final long[] counts;
  private final TreeSet<String> labels;

  private Parsed(
      JavaRDD<SourceRecord> read,
      JavaRDD<SourceRecord> ordered,
      long[] counts,
      TreeSet<String> labels) {
    this.read = read;
    this.ordered = ordered;
    this.counts = counts;
    this.labels = labels;
  }

  /**
   * Parses.
   *
   * @throws LockstepException (65) that names the bad rows, if there are any, or says that there
   *     are no rows at all
   */
  static Parsed of(Records records, LabelCheck check) {
    JavaRDD<SourceRecord> read = records.read(check).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<PartitionSummary> summaries =
          Jobs.run(
              records.name(),
              () ->
                  read.mapPartitions(
                          rows -> Collections.singleton(PartitionSummary.of(rows)).iterator())
                      .collect());
      BadRows.check(records, summaries);
      TreeSet<String> labels = new TreeSet<>();
      summaries.forEach(summary -> labels.addAll(summary.labels()));
      return ordered(records, read, summaries, labels);
    } catch (RuntimeException e) {
      read.unpersist();
      throw e;
    }
  }

  /** Records in order. */
  JavaRDD<SourceRecord> records() {
    return ordered;
  }

  /** Records of each partition. */
  long[] counts() {
    return counts;
  }

  /** Distinct labels. */
  TreeSet<String> labels() {
    return labels;
  }

  @Override
  public void close() {
    read.unpersist();
  }

  private static Parsed ordered(
      Records records,
      JavaRDD<SourceRecord> read,
      List<PartitionSummary> summaries,
      TreeSet<String> labels) {
    if (records.order() == Records.Order.SOURCE) {
      long[] counts = summaries.stream().mapToLong(PartitionSummary::records).toArray();
      return new Parsed(read, read, counts, labels);
    }
    JavaRDD<SourceRecord> sorted = ContentOrder.sort(read);
    List<Long> counts =
        Jobs.run(
            records.name(),
            () ->
                sorted
                    .mapPartitions(rows -> Collections.singleton(count(rows)).iterator())
                    .collect());
    return new Parsed(read, sorted, counts.stream().mapToLong(Long::longValue).toArray(), labels);
  }

  private static long count(Iterator<SourceRecord> rows) {
    long count = 0;
    for (; rows.hasNext(); rows.next()) {
      count++;
    }
    return count;
  }
}
