package io.lockstep.driver.training;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.driver.source.DataSchema;
import io.lockstep.driver.source.Labels;
import io.lockstep.driver.source.SourceRow;
import io.lockstep.network.Loss.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Predictions as rows: what stood in the source, the label if asked for, and then by task
 *
 * <ul>
 *   <li>of a classifier the predicted class, its probability and that of each class (scores, if the
 *       loss is hinge); of text the classes of all steps as one text and the mean of their
 *       probabilities;
 *   <li>for labels that do not exclude each other whether each is predicted (its probability is at
 *       least 0.5), and its probability;
 *   <li>of a distribution the part of each;
 *   <li>of a regression the numbers, of a reconstruction the features, normalized as the network
 *       sees them.
 * </ul>
 */
final class PredictionRows implements Inference.RowFunction<Row> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> fields;
  private final ArrayList<String> names;
  private final Task task;
  private final int steps;
  private final Labels labels;
  private final String value;

  PredictionRows(List<String> fields, DataSchema schema, Labels labels, Link link) {
    this.fields = new ArrayList<>(fields);
    this.names = new ArrayList<>(schema.classes());
    this.task = schema.task();
    this.steps = schema.steps();
    this.labels = labels;
    this.value = link == Link.IDENTITY ? "score" : "probability";
    if (task == Task.REGRESSION || task == Task.RECONSTRUCTION) {
      int targets = schema.targets();
      IntStream.range(0, targets).forEach(i -> names.add(targets == 1 ? "" : String.valueOf(i)));
    }
  }

  StructType schema() {
    List<StructField> columns = new ArrayList<>();
    fields.forEach(
        field -> columns.add(DataTypes.createStructField(field, DataTypes.StringType, true)));
    if (task == Task.CLASSIFICATION) {
      if (labels == Labels.REQUIRED) {
        columns.add(text("true_class"));
      }
      columns.add(text("prediction"));
      columns.add(number(value));
    } else if (labels == Labels.REQUIRED && task != Task.RECONSTRUCTION) {
      columns.addAll(numbers("target"));
    }
    if (task == Task.MULTI_LABEL) {
      columns.addAll(numbers("prediction"));
    }
    boolean plain = task == Task.REGRESSION || task == Task.RECONSTRUCTION;
    if (steps == 1) {
      columns.addAll(numbers(plain ? "prediction" : value));
    }
    return DataTypes.createStructType(columns);
  }

  private List<StructField> numbers(String kind) {
    return names.stream().map(name -> number(name.isEmpty() ? kind : kind + "_" + name)).toList();
  }

  private static StructField number(String name) {
    return DataTypes.createStructField(name, DataTypes.DoubleType, false);
  }

  private static StructField text(String name) {
    return DataTypes.createStructField(name, DataTypes.StringType, false);
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
    if (steps > 1) {
      return sequence(cells, truth, values);
    }
    if (task == Task.CLASSIFICATION) {
      if (labels == Labels.REQUIRED) {
        cells.add(names.get((int) truth[0]));
      }
      int best = best(values);
      cells.add(names.get(best));
      cells.add(values[best]);
    } else if (labels == Labels.REQUIRED && task != Task.RECONSTRUCTION) {
      IntStream.range(0, names.size()).forEach(i -> cells.add((double) truth[i]));
    }
    if (task == Task.MULTI_LABEL) {
      DoubleStream.of(values).forEach(p -> cells.add(p >= 0.5 ? 1.0 : 0.0));
    }
    DoubleStream.of(values).forEach(cells::add);
    return RowFactory.create(cells.toArray());
  }

  /** Classes of all steps as one text, and the mean of their probabilities. */
  private Row sequence(List<Object> cells, float[] truth, double[] values) {
    StringBuilder predicted = new StringBuilder();
    StringBuilder wanted = new StringBuilder();
    double sum = 0;
    int classes = names.size();
    for (int step = 0; step < steps; step++) {
      double[] ofStep = Arrays.copyOfRange(values, step * classes, (step + 1) * classes);
      int best = best(ofStep);
      predicted.append(names.get(best));
      sum += ofStep[best];
      if (labels == Labels.REQUIRED) {
        wanted.append(names.get((int) truth[step]));
      }
    }
    if (labels == Labels.REQUIRED) {
      cells.add(wanted.toString());
    }
    cells.add(predicted.toString());
    cells.add(sum / steps);
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
