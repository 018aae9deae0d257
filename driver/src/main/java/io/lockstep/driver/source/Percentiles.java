package io.lockstep.driver.source;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import io.lockstep.data.Rescale;
import io.lockstep.data.RescaleSpec.ClipPercentiles;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * The percentiles that features are clipped to, exact: of float32 numbers, whose bits sort as they
 * do, one digit after the other, from the highest, by counting in each partition the digits of the
 * numbers that agree with what is known (selection by radix). Counts are whole numbers, so that
 * nothing depends on partitions, workers or the order of examples. One pass over the training part
 * a digit: four up to 8192 groups of features.
 */
final class Percentiles {
  private Percentiles() {}

  static Rescale clip(
      JavaRDD<ShardedExample> examples, FeatureGroups groups, ClipPercentiles wanted) {
    DigitSearch search = DigitSearch.of(groups.count(), List.of(wanted.low(), wanted.high()));
    while (!search.isOver()) {
      DigitSearch known = search;
      long[] counts =
          examples.mapPartitions(rows -> counted(rows, groups, known)).reduce(Percentiles::plus);
      search = search.next(counts);
    }
    return Rescale.clip(groups.spread(search.values(0)), groups.spread(search.values(1)));
  }

  private static Iterator<long[]> counted(
      Iterator<ShardedExample> rows, FeatureGroups groups, DigitSearch known) {
    long[] counts = known.zeros();
    while (rows.hasNext()) {
      ShardedExample next = rows.next();
      if (next.part() == Part.TRAINING) {
        count(next.example().features(), groups, known, counts);
      }
    }
    return List.of(counts).iterator();
  }

  private static void count(
      Features features, FeatureGroups groups, DigitSearch known, long[] counts) {
    for (int i = 0; i < groups.width(); i++) {
      float value =
          features instanceof Bytes bytes
              ? bytes.values()[i] & 0xFF
              : ((Floats) features).values()[i];
      known.count(value, groups.group(i), counts);
    }
  }

  private static long[] plus(long[] sum, long[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
    return sum;
  }
}
