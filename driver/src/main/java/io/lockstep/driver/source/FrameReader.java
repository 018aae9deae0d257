package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Example.Features;
import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.driver.source.SourceRecord.Target;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Turns the rows of a DataFrame into records, in tasks. */
final class FrameReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<FrameColumn> features;
  private final ArrayList<FrameColumn> labels;
  private final ArrayList<FrameColumn> weight;
  private final Ids ids;
  private final Task task;
  private final int[] fields;
  private final Names names;

  /**
   * @param labels none if they are ignored
   * @param weight none if examples have none
   * @param fields places of the columns that records carry along
   */
  FrameReader(
      List<FrameColumn> features,
      List<FrameColumn> labels,
      List<FrameColumn> weight,
      ColumnChoice choice,
      int[] fields,
      Names names) {
    this.features = new ArrayList<>(features);
    this.labels = new ArrayList<>(labels);
    this.weight = new ArrayList<>(weight);
    this.ids = choice.ids();
    this.task = choice.task();
    this.fields = fields;
    this.names = names;
  }

  /**
   * A record.
   *
   * @param file that the row is from, and its number in it, for messages
   */
  SourceRecord read(Row row, LabelCheck check, String file, long number) {
    try {
      return SourceRecord.of(features(row), target(row, check).weighted(weight(row)), fields(row));
    } catch (IllegalArgumentException e) {
      return SourceRecord.bad(names.of(file), 0, "row " + number + ": " + e.getMessage());
    }
  }

  private Features features(Row row) {
    float[] values = numbers(row, features);
    for (float value : values) {
      if (ids.isBad(value)) {
        throw new IllegalArgumentException("a feature " + ids.problem(value));
      }
    }
    return ids.features(values);
  }

  int featureBytes() {
    return ids.featureBytes();
  }

  int width() {
    return width(features);
  }

  int targets() {
    return task != Task.CLASSIFICATION ? width(labels) : 0;
  }

  private static int width(List<FrameColumn> columns) {
    return columns.stream().mapToInt(FrameColumn::length).sum();
  }

  private float[] weight(Row row) {
    float[] values = numbers(row, weight);
    for (float value : values) {
      TargetCheck.acceptWeight("column " + weight.get(0).name(), value);
    }
    return values;
  }

  private static float[] numbers(Row row, List<FrameColumn> columns) {
    float[] values = new float[width(columns)];
    int at = 0;
    for (FrameColumn column : columns) {
      column.write(row, values, at);
      at += column.length();
    }
    return values;
  }

  private Target target(Row row, LabelCheck check) {
    if (labels.isEmpty()) {
      return Target.NONE;
    } else if (task != Task.CLASSIFICATION) {
      return Target.of(check.accept(TargetCheck.accept(task, numbers(row, labels))));
    }
    FrameColumn column = labels.get(0);
    Object value = row.get(column.place());
    String text = value == null ? "" : text(value).strip();
    if (text.isEmpty() || text.equals("NaN")) {
      throw new IllegalArgumentException(
          "column " + column.name() + " (the label) is " + (value == null ? "null" : "empty"));
    }
    return Target.of(check.accept(NumberText.canonical(text)));
  }

  private String[] fields(Row row) {
    String[] values = new String[fields.length];
    for (int i = 0; i < fields.length; i++) {
      Object value = row.get(fields[i]);
      values[i] = value == null ? "" : text(value);
    }
    return values;
  }

  private static String text(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }
}
