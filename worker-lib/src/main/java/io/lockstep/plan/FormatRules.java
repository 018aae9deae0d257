package io.lockstep.plan;

import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a format of files has no place for. */
final class FormatRules {
  private static final Set<Format> COLUMNS = Set.of(Format.CSV, Format.PARQUET);

  private FormatRules() {}

  /**
   * What is wrong with which keys of {@code data}, if the format of the training data is known
   * without a look at them.
   */
  static Map<String, String> problems(DataSpec data) {
    Optional<Format> format = new KnownExamples(data).format();
    return format.map(known -> problems(data, known)).orElse(Map.of());
  }

  private static Map<String, String> problems(DataSpec data, Format format) {
    Map<String, String> problems = new LinkedHashMap<>();
    if (data.weights().column().isPresent() && !COLUMNS.contains(format)) {
      problems.put("weight", "is a column, and " + Words.of(format) + " has none; leave it out");
    }
    if (data.vocabulary().isPresent() && !COLUMNS.contains(format)) {
      problems.put(
          "vocabulary",
          "ids are columns of CSV or Parquet, and "
              + Words.of(format)
              + " has none; leave it out, or set data.format");
    }
    cannotLearn(format, data.task()).ifPresent(why -> problems.put("task", why));
    return problems;
  }

  private static Optional<String> cannotLearn(Format format, Task task) {
    boolean oneLabel = task == Task.CLASSIFICATION || task == Task.REGRESSION;
    boolean isFine =
        switch (format) {
          case LIBSVM -> oneLabel;
          case IDX -> oneLabel || task == Task.RECONSTRUCTION;
          case IMAGES -> task == Task.CLASSIFICATION || task == Task.RECONSTRUCTION;
          case AUTO, CSV, PARQUET, TEXT -> true;
        };
    return isFine
        ? Optional.empty()
        : Optional.of(
            "%s cannot be learned from %s, which has one %s an example; use csv or parquet"
                .formatted(
                    Words.of(task), Words.of(format), format == Format.IMAGES ? "class" : "label"));
  }
}
