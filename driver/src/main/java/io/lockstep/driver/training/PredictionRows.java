package io.lockstep.driver.training;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.driver.source.DataSchema;
import io.lockstep.driver.source.Labels;
import io.lockstep.driver.source.SourceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Predictions as rows: what stood in the source, the label if asked for, the prediction, and for
 * classifiers its probability and that of each class.
 */
final class PredictionRows implements Inference.RowFunction<Row> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> fields;
  private final ArrayList<String> classes;
  private final int targets;
  private final Labels labels;

  PredictionRows(List<String> fields, DataSchema schema, Labels labels) {
    this.fields = new ArrayList<>(fields);
    this.classes = new ArrayList<>(schema.classes());
    this.targets = schema.task() == Task.CLASSIFICATION ? 0 : schema.targets();
    this.labels = labels;
  }

  StructType schema() {
    List<StructField> columns = new ArrayList<>();
    fields.forEach(
        field -> columns.add(DataTypes.createStructField(field, DataTypes.StringType, true)));
    if (targets > 0) {
      if (labels == Labels.REQUIRED) {
        columns.addAll(numbers("target"));
      }
      columns.addAll(numbers("prediction"));
      return DataTypes.createStructType(columns);
    }
    if (labels == Labels.REQUIRED) {
      columns.add(DataTypes.createStructField("true_class", DataTypes.StringType, false));
    }
    columns.add(DataTypes.createStructField("prediction", DataTypes.StringType, false));
    columns.add(DataTypes.createStructField("probability", DataTypes.DoubleType, false));
    for (String name : classes) {
      columns.add(DataTypes.createStructField("probability_" + name, DataTypes.DoubleType, false));
    }
    return DataTypes.createStructType(columns);
  }

  private List<StructField> numbers(String name) {
    return IntStream.range(0, targets)
        .mapToObj(i -> targets == 1 ? name : name + "_" + i)
        .map(column -> DataTypes.createStructField(column, DataTypes.DoubleType, false))
        .toList();
  }

  /** A row as text, for people. */
  static String[] text(Row row) {
    String[] text = new String[row.size()];
    for (int i = 0; i < text.length; i++) {
      text[i] = String.valueOf(row.get(i));
    }
    return text;
  }

  @Override
  public Row apply(SourceRow source, double[] values) {
    List<Object> cells = new ArrayList<>(source.fields());
    float[] truth = source.example().targets();
    if (targets > 0) {
      if (labels == Labels.REQUIRED) {
        IntStream.range(0, targets).forEach(i -> cells.add((double) truth[i]));
      }
      IntStream.range(0, targets).forEach(i -> cells.add(values[i]));
      return RowFactory.create(cells.toArray());
    }
    if (labels == Labels.REQUIRED) {
      cells.add(classes.get((int) truth[0]));
    }
    int best = best(values);
    cells.add(classes.get(best));
    cells.add(values[best]);
    for (double value : values) {
      cells.add(value);
    }
    return RowFactory.create(cells.toArray());
  }

  private static int best(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
