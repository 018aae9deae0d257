package io.lockstep.data;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The data of a plan: where they are and what they mean.
 *
 * @param train paths or globs; empty only if the caller brings a DataFrame
 * @param format how to read them
 * @param validation what is held out
 * @param label which columns are the label or the targets
 * @param task what is learned
 * @param weights what training examples count in the loss
 * @param features columns that are features; empty: all but the labels and the weight
 * @param shape of one example if the format does not say it, such as [1, 8, 8]; empty: what the
 *     format says, else flat
 * @param sequence characters of an example of text, whose targets are the characters after them;
 *     present for text alone
 * @param vocabulary if present, features are ids from 0 to below it; text brings its own
 * @param csv how CSV is read
 * @param rescale what features go through before it
 * @param normalization of the features
 * @param shards virtual shards V, a power of two
 */
public record DataSpec(
    List<String> train,
    Format format,
    Validation validation,
    Label label,
    Task task,
    WeightSpec weights,
    List<String> features,
    List<Integer> shape,
    OptionalInt sequence,
    OptionalInt vocabulary,
    Csv csv,
    RescaleSpec rescale,
    NormalizationSpec normalization,
    int shards) {
  /** Ids are stored as float32 where bytes do not suffice, which has all whole numbers so far. */
  public static final int MAX_VOCABULARY = 1 << 24;

  /** Numbers of an example, which are at most those of one vector. */
  public static final int MAX_FEATURES = (1 << 29) - 1;

  /** File formats. */
  public enum Format {
    /**
     * By the path: .csv and .csv.gz, .idx and ...-ubyte(.gz), .parquet; a folder of folders of
     * pictures is images.
     */
    AUTO,
    CSV,
    /**
     * MNIST's format: images and labels in files of their own; the labels' file is named after the
     * images'.
     */
    IDX,
    PARQUET,
    /** folder/class/picture.jpg or .png */
    IMAGES,
    /** Characters in UTF-8, each with the next one as its class; never by the path. */
    TEXT,
    /** A label and the features that are not 0, {@code 1 3:0.5 7:2}, places from 1. */
    LIBSVM
  }

  /** What is learned. */
  public enum Task {
    /** One class of several; the label column names it. */
    CLASSIFICATION,
    /** Numbers, one a label column. */
    REGRESSION,
    /** Labels that do not exclude each other: 0 or 1, one a label column. */
    MULTI_LABEL,
    /** A distribution: its parts, which sum to 1, one a label column. */
    DISTRIBUTION,
    /** The features themselves, as the network sees them; label columns are left out. */
    RECONSTRUCTION
  }

  /** Whether the first line of a CSV file names its columns. */
  public enum Header {
    /** It does if none of its cells is a number. */
    AUTO,
    PRESENT,
    ABSENT
  }

  /** How CSV is read. */
  public record Csv(Header header, char separator) {
    public Csv {
      present(header, "header");
    }
  }

  /** What is held out of training. */
  public sealed interface Validation {
    record None() implements Validation {}

    /** A part of the training data, drawn by the plan's seed. */
    record Fraction(double fraction) implements Validation {
      public Fraction {
        check(fraction > 0 && fraction < 1, "validation", "above 0 and below 1", fraction);
      }
    }

    /** Data of its own, in the same format. */
    record Paths(List<String> paths) implements Validation {
      public Paths {
        paths = List.copyOf(paths);
        check(!paths.isEmpty(), "validation", "at least one path", paths);
      }
    }
  }

  /**
   * Which columns are the label or the targets. IDX and images bring their labels and need none.
   *
   * @param columns names, or positions from 0, or negative positions from the end (-1 is the last);
   *     empty: the last
   */
  public record Label(List<String> columns) {
    public Label {
      columns = List.copyOf(columns);
    }
  }

  public DataSpec {
    train = List.copyOf(train);
    present(format, "format");
    present(validation, "validation");
    present(label, "label");
    present(task, "task");
    present(weights, "weight");
    features = List.copyOf(features);
    shape = List.copyOf(shape);
    present(sequence, "sequence");
    present(vocabulary, "vocabulary");
    present(csv, "csv");
    present(rescale, "rescale");
    present(normalization, "normalization");
    check(
        shards > 0 && Integer.bitCount(shards) == 1 && shards <= 65_536,
        "shards",
        "a power of two up to 65536",
        shards);
    check(
        task != Task.CLASSIFICATION || label.columns().size() <= 1,
        "label",
        "one column for classification",
        label.columns());
    vocabulary.ifPresent(
        ids ->
            check(
                ids >= 2 && ids <= MAX_VOCABULARY,
                "vocabulary",
                "from 2 to " + MAX_VOCABULARY,
                ids));
    check(
        shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b) <= MAX_FEATURES,
        "shape",
        "at most " + MAX_FEATURES + " numbers in all",
        shape);
    check(
        vocabulary.isEmpty() || shape.size() <= 1,
        "shape",
        "[time] or auto with data.vocabulary, whose examples are ids",
        shape);
    boolean isText = format == Format.TEXT;
    check(
        sequence.isPresent() == isText && sequence.orElse(1) >= 1,
        "sequence",
        isText ? "at least 1" : "none, since only the format text has it",
        sequence);
    check(!isText || label.columns().isEmpty(), "label", "last with text, which has none", label);
    check(!isText || features.isEmpty(), "features", "all with text, which has none", features);
    check(!isText || shape.isEmpty(), "shape", "auto with text: data.sequence says it", shape);
    check(
        !isText || vocabulary.isEmpty(),
        "vocabulary",
        "none with text: its characters",
        vocabulary);
    check(!isText || task == Task.CLASSIFICATION, "task", "classification with text", task);
    check(
        task == Task.CLASSIFICATION || weights.classes() instanceof WeightSpec.Equal,
        "class-weights",
        "none but for classification",
        weights.classes());
    check(
        !isText || weights.classes() instanceof WeightSpec.Equal,
        "class-weights",
        "none with text",
        weights.classes());
    check(
        vocabulary.isEmpty() || task != Task.RECONSTRUCTION,
        "vocabulary",
        "none for a reconstruction, which needs numbers",
        vocabulary);
    checkWeight(weights.column(), features, label);
    check(
        Collections.disjoint(features, label.columns()),
        "features",
        "columns other than the label " + label.columns(),
        features);
  }

  private static void checkWeight(Optional<String> weight, List<String> features, Label label) {
    check(
        weight.isEmpty()
            || !features.contains(weight.get()) && !label.columns().contains(weight.get()),
        "weight",
        "a column that is neither feature nor label",
        weight.orElse("none"));
  }

  /** Ids of an example's features, given the classes of its targets; 0 if they are numbers. */
  public int vocabulary(int classes) {
    return format == Format.TEXT ? classes : vocabulary.orElse(0);
  }

  /** The first of the training paths, for messages. */
  public Optional<String> firstPath() {
    return train.stream().findFirst();
  }
}
