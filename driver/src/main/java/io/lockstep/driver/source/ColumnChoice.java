package io.lockstep.driver.source;

import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which columns are wanted of a source that has columns.
 *
 * @param task what the label columns hold
 * @param features as the plan names them; empty: all but the labels
 * @param labels as the plan names them; empty: the last
 * @param weight as the plan names it
 * @param ids what features are
 * @param need whether labels must be there
 * @param known of the training data, whose columns are to be found again
 */
record ColumnChoice(
    Task task,
    List<String> features,
    List<String> labels,
    Optional<String> weight,
    Ids ids,
    Labels need,
    Optional<Known> known) {
  /** For training. */
  static ColumnChoice of(DataSpec spec) {
    return of(spec, Optional.empty(), Labels.REQUIRED);
  }

  /** For what comes after training. */
  static ColumnChoice of(DataSpec spec, Known known, Labels need) {
    return of(spec, Optional.of(known), need);
  }

  private static ColumnChoice of(DataSpec spec, Optional<Known> known, Labels need) {
    List<String> named = spec.label().columns();
    boolean last = named.isEmpty() && spec.task() != Task.RECONSTRUCTION;
    List<String> labels = last ? List.of("-1") : named;
    return new ColumnChoice(
        spec.task(),
        spec.features(),
        labels,
        spec.weights().column(),
        new Ids(spec.vocabulary().orElse(0)),
        need,
        known);
  }

  /**
   * What is known of the training data.
   *
   * @param columns names of their feature columns; empty if they had none
   * @param classes in the order of their numbers, as far as they are known
   */
  record Known(List<String> columns, Shape shape, List<String> classes) {}

  /** Whether labels are read, not only left out of the features. */
  boolean readsLabels() {
    return need == Labels.REQUIRED && task != Task.RECONSTRUCTION;
  }

  /** The plan's word for the task. */
  String taskName() {
    return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds the columns.
   *
   * @param source for messages
   * @param names of the columns; empty if they have none
   * @param count of columns
   */
  Columns resolve(String source, List<String> names, int count) {
    Columns found = find(source, names, count);
    if (found.overlap().isPresent()) {
      int column = found.overlap().getAsInt();
      throw SourceFailure.data(
          "Cannot use column "
              + (names.isEmpty() ? String.valueOf(column) : names.get(column))
              + " of "
              + source
              + " both as a feature and as "
              + (found.isLabel(column) ? "a label." : "the weight."));
    } else if (found.features().length == 0) {
      throw SourceFailure.data(
          "Cannot learn from " + source + ": it has no column beside the labels.");
    }
    return found;
  }

  private Columns find(String source, List<String> names, int count) {
    Finder finder = new Finder(source, names, count);
    List<String> trained = known.map(Known::columns).orElse(List.of());
    List<String> wanted = names.isEmpty() || trained.isEmpty() ? features : trained;
    int[] weights = known.isEmpty() ? finder.weight() : new int[0];
    if (!wanted.isEmpty()) {
      int[] labelled = readsLabels() ? finder.labels() : new int[0];
      return new Columns(finder.features(wanted), labelled, weights);
    }
    boolean unlabelled =
        !readsLabels() && known.map(training -> training.shape().elements() == count).orElse(false);
    int[] labelled = unlabelled ? new int[0] : finder.labels();
    int[] weighted = isWeightless(count - labelled.length) ? new int[0] : finder.weight();
    int[] rest =
        IntStream.range(0, count)
            .filter(
                column ->
                    IntStream.concat(IntStream.of(labelled), IntStream.of(weighted))
                        .noneMatch(other -> other == column))
            .toArray();
    return new Columns(rest, readsLabels() ? labelled : new int[0], weights);
  }

  /** Whether data after training have no column beside features and labels. */
  private boolean isWeightless(int columns) {
    return known.map(training -> training.shape().elements() == columns).orElse(false);
  }

  /**
   * Places of columns, from 0.
   *
   * @param features in order
   * @param labels in order; none if they are ignored
   * @param weight alone; none if examples have none
   */
  record Columns(int[] features, int[] labels, int[] weight) {
    boolean isLabel(int column) {
      return IntStream.of(labels).anyMatch(label -> label == column);
    }

    /** A column that is a feature and something else, which would give the answer away. */
    OptionalInt overlap() {
      return IntStream.of(features)
          .filter(
              feature ->
                  IntStream.concat(IntStream.of(labels), IntStream.of(weight))
                      .anyMatch(other -> other == feature))
          .findFirst();
    }
  }

  private final class Finder {
    private final String source;
    private final List<String> names;
    private final int count;

    Finder(String source, List<String> names, int count) {
      this.source = source;
      this.names = names;
      this.count = count;
    }

    int[] features(List<String> wanted) {
      return wanted.stream().mapToInt(name -> find("feature", name)).toArray();
    }

    int[] labels() {
      String kind = task == Task.CLASSIFICATION ? "label" : "target";
      return labels.stream().mapToInt(name -> find(kind, name)).toArray();
    }

    int[] weight() {
      return weight.stream().mapToInt(name -> find("weight", name)).toArray();
    }

    private int find(String kind, String name) {
      int named = names.indexOf(name);
      if (named >= 0 && names.lastIndexOf(name) != named) {
        throw SourceFailure.data(
            "Cannot tell which column is meant by " + name + ": " + source + " has two of it.");
      }
      if (named >= 0) {
        return named;
      }
      if (!name.matches("-?[0-9]{1,9}")) {
        throw missing(kind, name);
      }
      int position = Integer.parseInt(name);
      int place = position < 0 ? count + position : position;
      if (place < 0 || place >= count) {
        throw missing(kind, name);
      }
      return place;
    }

    private RuntimeException missing(String kind, String name) {
      String there =
          names.isEmpty()
              ? "no header, and its columns are 0 to " + (count - 1)
              : "the columns " + ClassNames.some(names);
      return SourceFailure.data(
          "Cannot find the " + kind + " column " + name + ": " + source + " has " + there + ".");
    }
  }
}
