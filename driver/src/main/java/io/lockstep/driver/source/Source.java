package io.lockstep.driver.source;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.driver.source.ColumnChoice.Known;
import io.lockstep.network.Loss;
import io.lockstep.network.Shape;
import io.lockstep.seed.Seed;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The data that a plan names, found and looked into, but not yet read: it is there, its columns
 * are, and its shape is known.
 *
 * <p>All failures that the data are to blame for are {@link LockstepException}s with exit code 65.
 */
public final class Source {
  private final DataSpec spec;
  private final Records training;
  private final Optional<Records> validation;
  private final Shape shape;

  private Source(DataSpec spec, Records training, Optional<Records> validation, Shape shape) {
    this.spec = spec;
    this.training = training;
    this.validation = validation;
    this.shape = shape;
  }

  /**
   * A folder as the base of relative paths.
   *
   * @param location with a scheme; characters that URIs escape, such as blanks, as they are
   */
  public static URI base(String location) {
    return new Path(location).toUri();
  }

  /**
   * Fails if files of this machine that a plan names are not there; looks at no others, for which
   * the session may have more settings.
   *
   * @param base folder at which relative paths start, as a URI with its scheme
   */
  public static void checkLocal(DataSpec spec, URI base, Configuration hadoop) {
    DataPaths paths = new DataPaths(base, hadoop);
    List<String> held = spec.validation() instanceof Validation.Paths p ? p.paths() : List.of();
    Stream.concat(spec.train().stream(), held.stream())
        .filter(text -> "file".equals(new Path(new Path(base), text).toUri().getScheme()))
        .forEach(paths::find);
  }

  /**
   * Opens a plan's files.
   *
   * @param base folder at which relative paths start, as a URI with its scheme
   */
  public static Source open(SparkSession spark, DataSpec spec, URI base) {
    DataPaths paths = new DataPaths(base, spark.sparkContext().hadoopConfiguration());
    Opening opening = new Opening(spark, paths, spec);
    Records training = opening.open(spec.train(), spec.format(), ColumnChoice.of(spec));
    return of(spec, training, opening);
  }

  /**
   * Takes a DataFrame as the training data; validation data may be files.
   *
   * @param base folder at which relative paths of validation data start
   */
  public static Source open(SparkSession spark, DataSpec spec, URI base, Dataset<Row> frame) {
    DataPaths paths = new DataPaths(base, spark.sparkContext().hadoopConfiguration());
    Records training = Opening.open(frame, ColumnChoice.of(spec));
    return of(spec, training, new Opening(spark, paths, spec));
  }

  private static Source of(DataSpec spec, Records training, Opening opening) {
    Optional<Records> validation = Optional.empty();
    if (spec.validation() instanceof Validation.Paths held) {
      Known known = new Known(training.columns(), training.shape(), training.characters());
      ColumnChoice choice = ColumnChoice.of(spec, known, Labels.REQUIRED);
      Format format = spec.train().isEmpty() ? Format.AUTO : spec.format();
      validation = Optional.of(opening.open(held.paths(), format, choice));
    }
    return of(spec, training, validation);
  }

  static Source of(DataSpec spec, Records training, Optional<Records> validation) {
    return new Source(spec, training, validation, shape(spec, training));
  }

  private static Shape shape(DataSpec spec, Records training) {
    int vocabulary = spec.vocabulary(training.characters().size());
    boolean isSaid = !spec.shape().isEmpty();
    Shape shape;
    try {
      shape = new Shape(isSaid ? spec.shape() : training.shape().sizes(), vocabulary);
    } catch (IllegalArgumentException e) {
      throw new LockstepException(ExitCode.USAGE, "data.shape: " + e.getMessage(), e);
    }
    if (shape.elements() != training.shape().elements()) {
      throw SourceFailure.data(
          "Cannot use the data: data.shape "
              + shape
              + " means "
              + shape.elements()
              + " features, but an example of "
              + training.name()
              + " has "
              + training.shape().elements()
              + ".");
    }
    return shape;
  }

  /** Shape of one example: the plan's, else what the data say. */
  public Shape shape() {
    return shape;
  }

  /** Of one feature in its stored width: 1 for unsigned bytes, else 4. */
  public int featureBytes() {
    return training.featureBytes();
  }

  /** Regression targets of an example; 0 for classification, whose classes only reading tells. */
  public int targets() {
    return spec.task() == Task.RECONSTRUCTION ? shape.elements() : training.targets();
  }

  /** What is learned. */
  public Task task() {
    return spec.task();
  }

  /**
   * Reads everything once, checks it, and shards it over workers. What comes out but for the
   * partitions does not depend on how many workers there are, nor on how files were cut.
   *
   * @param workers N, at most the plan's virtual shards
   * @param seed of the run, which draws what is held out
   * @throws LockstepException (65) that lists bad rows
   */
  public ShardedData shard(int workers, Seed seed) {
    return shard(workers, seed, Optional.empty());
  }

  /**
   * Likewise for a loss, which not every target fits.
   *
   * @param loss that the plan names
   */
  public ShardedData shard(int workers, Seed seed, Optional<Loss> loss) {
    try (Parsed read = Parsed.of(training, LabelCheck.any().learnedBy(loss))) {
      DataSchema schema = schema(read);
      Sharding sharding = new Sharding(spec, schema, workers, seed);
      if (validation.isEmpty()) {
        return sharding.shard(read, Optional.empty());
      }
      try (Parsed held =
          Parsed.of(validation.get(), LabelCheck.of(schema.classes()).learnedBy(loss))) {
        return sharding.shard(read, Optional.of(held));
      }
    }
  }

  private DataSchema schema(Parsed read) {
    boolean classes = spec.task() == Task.CLASSIFICATION;
    List<String> names = classes ? classes(read) : targetNames();
    if (classes && names.size() > PartitionSummary.MAX_LABELS) {
      throw SourceFailure.data(
          "Cannot tell classes apart: "
              + training.name()
              + " has more than "
              + PartitionSummary.MAX_LABELS
              + " labels. To learn numbers, set data.task to regression.");
    } else if (classes && names.size() < 2) {
      throw SourceFailure.data(
          "Cannot tell classes apart: every row of "
              + training.name()
              + " has the label "
              + names.get(0)
              + ".");
    }
    return new DataSchema(
        spec.task(),
        training.columns(),
        shape.sizes(),
        names,
        targets(),
        spec.sequence().orElse(1),
        shape.vocabulary());
  }

  private List<String> classes(Parsed read) {
    return training.characters().isEmpty()
        ? ClassNames.ordered(read.labels())
        : training.characters();
  }

  /** Of labels and of parts of a distribution: as the plan names them, if it names each. */
  private List<String> targetNames() {
    if (spec.task() == Task.REGRESSION || spec.task() == Task.RECONSTRUCTION) {
      return List.of();
    }
    List<String> columns = spec.label().columns();
    return columns.size() == training.targets()
        ? columns
        : IntStream.range(0, training.targets()).mapToObj(i -> "label_" + i).toList();
  }
}
