package io.lockstep.driver.source;

import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.Example;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.FeatureStatistics;
import io.lockstep.data.Normalization;
import io.lockstep.data.Rescale;
import io.lockstep.data.RescaleSpec;
import io.lockstep.driver.source.ContentDigest.Value;
import io.lockstep.driver.source.ShardSummaries.Wanted;
import io.lockstep.network.Shape;
import io.lockstep.seed.Seed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Numbers parsed records, sends each to the worker that computes it, and sums them up. */
final class Sharding {
  private final DataSpec spec;
  private final DataSchema schema;
  private final int workers;
  private final Seed seed;

  Sharding(DataSpec spec, DataSchema schema, int workers, Seed seed) {
    this.spec = spec;
    this.schema = schema;
    this.workers = workers;
    this.seed = seed;
  }

  /**
   * Shards.
   *
   * @param held validation data of their own
   */
  ShardedData shard(Parsed read, Optional<Parsed> held) {
    Split split = Split.training(read.counts(), spec.validation(), seed);
    JavaRDD<Tuple2<Long, ShardedExample>> keyed = keyed(read, split);
    long validation = split.count(Part.VALIDATION);
    if (held.isPresent()) {
      Split whole = Split.whole(Part.VALIDATION, held.get().counts());
      keyed = keyed.union(keyed(held.get(), whole));
      validation = whole.count(Part.VALIDATION);
    }
    checkParts(split);
    JavaRDD<ShardedExample> examples =
        JavaPairRDD.fromJavaRDD(keyed)
            .repartitionAndSortWithinPartitions(new RankPartitioner(workers))
            .values();
    return summarized(examples, split.count(Part.TRAINING), validation);
  }

  private void checkParts(Split split) {
    if (spec.validation() instanceof Validation.Fraction held
        && (split.count(Part.TRAINING) == 0 || split.count(Part.VALIDATION) == 0)) {
      long all = split.count(Part.TRAINING) + split.count(Part.VALIDATION);
      throw SourceFailure.data(
          "Cannot hold out "
              + held.fraction()
              + " of "
              + all
              + (all == 1 ? " example" : " examples")
              + ": the draw leaves "
              + split.count(Part.TRAINING)
              + " to train on and "
              + split.count(Part.VALIDATION)
              + " to validate on. Give more data, or validation data of their own.");
    }
  }

  private JavaRDD<Tuple2<Long, ShardedExample>> keyed(Parsed parsed, Split split) {
    HashMap<String, Integer> classes = ClassNames.numbers(schema.classes());
    int shards = spec.shards();
    ExampleForm form = form();
    return parsed
        .records()
        .mapPartitionsWithIndex(
            (partition, records) -> {
              Split.Cursor cursor = split.cursor(partition);
              return new Numbered<>(
                  records, (record, n) -> keyed(record, cursor, classes, form, shards));
            },
            true);
  }

  private static Tuple2<Long, ShardedExample> keyed(
      SourceRecord record,
      Split.Cursor cursor,
      HashMap<String, Integer> classes,
      ExampleForm form,
      int shards) {
    long id = cursor.advance();
    float[] targets = weighted(targets(record, classes), form);
    Example example = new Example(id, record.features(), targets);
    return new Tuple2<>(
        ShardKey.of(cursor.part(), id, shards), new ShardedExample(cursor.part(), example));
  }

  /** The class number, or the targets, then the weight if it was read; none without labels. */
  static float[] targets(SourceRecord record, HashMap<String, Integer> classes) {
    if (record.label().isEmpty()) {
      return record.targets();
    }
    float[] weight = record.targets();
    return weight.length == 0
        ? new float[] {classes.get(record.label())}
        : new float[] {classes.get(record.label()), weight[0]};
  }

  /** The same with a weight of 1 if examples have weights and this one was read without. */
  private static float[] weighted(float[] targets, ExampleForm form) {
    int stored = form.storedTargets();
    float[] all = Arrays.copyOf(targets, stored);
    if (targets.length < stored) {
      all[stored - 1] = 1;
    }
    return all;
  }

  private ShardedData summarized(JavaRDD<ShardedExample> examples, long training, long validation) {
    Shape shape = schema.inputShape();
    boolean statistics = !isIds() && Normalization.needsStatistics(spec.normalization());
    int groups = shape.isImage() ? shape.channels() : shape.elements();
    Rescale rescale = rescale(examples);
    Wanted wanted =
        new Wanted(
            spec.shards(),
            shape.elements(),
            statistics ? groups : 0,
            schema.task() == Task.CLASSIFICATION ? schema.classes().size() : 0,
            schema.steps(),
            rescale);
    List<ShardSummary> summaries =
        examples.mapPartitions(rows -> summaries(rows, wanted)).collect().stream()
            .sorted(Comparator.comparingLong(ShardSummary::key))
            .toList();
    return new ShardedData(
        examples,
        training,
        validation,
        schema,
        form(),
        normalization(summaries, rescale),
        fingerprint(summaries, training, validation),
        counts(summaries, Part.TRAINING),
        counts(summaries, Part.VALIDATION));
  }

  private Rescale rescale(JavaRDD<ShardedExample> examples) {
    if (isIds() || spec.rescale() instanceof RescaleSpec.None) {
      return Rescale.NONE;
    } else if (spec.rescale() instanceof RescaleSpec.Tanh tanh) {
      return Rescale.tanh(tanh.scale());
    } else if (spec.rescale() instanceof RescaleSpec.ClipPercentiles clip) {
      return Percentiles.clip(examples, FeatureGroups.of(schema.inputShape()), clip);
    }
    return Rescale.LOG1P;
  }

  private ExampleForm form() {
    ExampleForm form = schema.form();
    return spec.weights().column().isEmpty() ? form : form.weighted();
  }

  private static Iterator<ShardSummary> summaries(Iterator<ShardedExample> rows, Wanted wanted) {
    return new ShardSummaries(rows, wanted);
  }

  /** Merged in the order of shards, so that no bit depends on the number of workers. */
  private Normalization normalization(List<ShardSummary> summaries, Rescale rescale) {
    if (isIds()) {
      return Normalization.none();
    }
    FeatureStatistics merged =
        summaries.stream()
            .filter(summary -> ShardKey.part(summary.key()) == Part.TRAINING)
            .map(ShardSummary::statistics)
            .reduce(FeatureStatistics::merge)
            .orElseThrow();
    Shape shape = schema.inputShape();
    // What is the same feature at each step of a sequence is normalized alike.
    Normalization fitted =
        Normalization.needsStatistics(spec.normalization()) && shape.isSequence()
            ? Normalization.fit(spec.normalization(), merged.folded(shape.features()))
                .repeated(shape.time())
            : Normalization.fit(spec.normalization(), merged);
    return fitted.after(rescale);
  }

  private boolean isIds() {
    return schema.vocabulary() > 0;
  }

  private String fingerprint(List<ShardSummary> summaries, long training, long validation) {
    Value sum = summaries.stream().map(ShardSummary::digest).reduce(Value.ZERO, Value::plus);
    ContentDigest digest = new ContentDigest();
    digest.put(training).put(validation).put(schema.task().ordinal());
    schema.classes().forEach(digest::put);
    return digest.put(sum.high()).put(sum.low()).finish().hex();
  }

  private List<Long> counts(List<ShardSummary> summaries, Part part) {
    int numbers = schema.task() == Task.CLASSIFICATION ? schema.classes().size() : 1;
    return IntStream.range(0, numbers)
        .mapToObj(
            label ->
                summaries.stream()
                    .filter(summary -> ShardKey.part(summary.key()) == part)
                    .mapToLong(summary -> summary.classCounts()[label])
                    .sum())
        .toList();
  }
}
