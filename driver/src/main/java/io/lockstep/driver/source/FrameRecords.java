package io.lockstep.driver.source;

import static org.apache.spark.sql.functions.col;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.driver.source.ColumnChoice.Columns;
import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A DataFrame: any columns of numbers. One that the caller brings has no order of its own; Parquet
 * files have the order of (path, row).
 */
final class FrameRecords implements Records {
  private static final String FILE = "_lockstep_file";
  private static final String ROW = "_lockstep_row";

  private final String name;
  private final Dataset<Row> frame;
  private final Order order;
  private final List<String> columns;
  private final List<String> fields;
  private final FrameReader reader;

  private FrameRecords(
      String name,
      Dataset<Row> frame,
      Order order,
      List<String> columns,
      List<String> fields,
      FrameReader reader) {
    this.name = name;
    this.frame = frame;
    this.order = order;
    this.columns = columns;
    this.fields = fields;
    this.reader = reader;
  }

  /** A DataFrame of the caller's; for predictions in the order in which it comes. */
  static FrameRecords of(Dataset<Row> frame, ColumnChoice choice) {
    Order order = choice.need() == Labels.IGNORED ? Order.SOURCE : Order.CONTENT;
    return open("the DataFrame", frame, frame.schema(), order, choice, new Names(""));
  }

  /** Parquet files, read as a DataFrame in the order of their paths. */
  static FrameRecords parquet(Dataset<Row> files, String name, ColumnChoice choice, Names names) {
    StructType schema = files.schema();
    Dataset<Row> placed =
        files
            .withColumn(FILE, col("_metadata.file_path"))
            .withColumn(ROW, col("_metadata.row_index"));
    return open(name, placed, schema, Order.SOURCE, choice, names);
  }

  private static FrameRecords open(
      String name,
      Dataset<Row> frame,
      StructType schema,
      Order order,
      ColumnChoice choice,
      Names names) {
    List<String> all = List.of(schema.fieldNames());
    Columns chosen = choice.resolve(name, all, all.size());
    checkTypes(name, schema, chosen, choice.task());
    Row first = first(name, frame, schema, chosen);
    List<FrameColumn> features = columns(first, schema, chosen.features());
    List<FrameColumn> labels =
        choice.task() == Task.CLASSIFICATION
            ? IntStream.of(chosen.labels())
                .mapToObj(place -> new FrameColumn(place, all.get(place), 1))
                .toList()
            : columns(first, schema, chosen.labels());
    int[] kept = choice.need() == Labels.IGNORED ? atomic(schema) : new int[0];
    List<FrameColumn> weight =
        IntStream.of(chosen.weight())
            .mapToObj(place -> new FrameColumn(place, all.get(place), 1))
            .toList();
    FrameReader reader = new FrameReader(features, labels, weight, choice, kept, names);
    return new FrameRecords(
        name,
        frame,
        order,
        features.stream().map(FrameColumn::name).toList(),
        IntStream.of(kept).mapToObj(all::get).toList(),
        reader);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return Shape.flat(reader.width());
  }

  @Override
  public int featureBytes() {
    return reader.featureBytes();
  }

  @Override
  public int targets() {
    return reader.targets();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public List<String> fields() {
    return fields;
  }

  @Override
  public Order order() {
    return order;
  }

  @Override
  public JavaRDD<SourceRecord> read(LabelCheck labels) {
    FrameReader rows = reader;
    List<String> names = List.of(frame.columns());
    if (!names.contains(FILE)) {
      String source = name;
      return frame
          .javaRDD()
          .mapPartitionsWithIndex(
              (partition, iterator) -> {
                String place = source + ", partition " + partition;
                return new Numbered<>(iterator, (row, n) -> rows.read(row, labels, place, n));
              },
              true);
    }
    int file = names.indexOf(FILE);
    int number = names.indexOf(ROW);
    return frame
        .orderBy(col(FILE), col(ROW))
        .javaRDD()
        .map(row -> rows.read(row, labels, row.getString(file), row.getLong(number)));
  }

  private static void checkTypes(String name, StructType schema, Columns chosen, Task task) {
    for (int place : chosen.features()) {
      check(name, schema.fields()[place], "feature");
    }
    for (int place : chosen.weight()) {
      check(name, schema.fields()[place], "weight");
    }
    for (int place : chosen.labels()) {
      if (task != Task.CLASSIFICATION) {
        check(name, schema.fields()[place], "target");
      }
    }
  }

  private static void check(String name, StructField field, String use) {
    if (!FrameColumn.isNumeric(field.dataType())) {
      throw SourceFailure.data(
          "Cannot use column "
              + field.name()
              + " of "
              + name
              + " as a "
              + use
              + ": it is of type "
              + field.dataType().simpleString()
              + ", and only numbers, booleans, arrays of them and vectors are numeric. Choose the"
              + " columns with data.features and data.label.");
    }
  }

  /** A row that has something in each column of several numbers, to tell how many they are. */
  private static Row first(String name, Dataset<Row> frame, StructType schema, Columns chosen) {
    Dataset<Row> complete = frame;
    for (int place :
        IntStream.concat(IntStream.of(chosen.features()), IntStream.of(chosen.labels()))
            .toArray()) {
      StructField field = schema.fields()[place];
      if (FrameColumn.isMany(field.dataType())) {
        Column many = frame.col("`" + field.name().replace("`", "``") + "`");
        complete = complete.filter(many.isNotNull());
      }
    }
    Dataset<Row> usable = complete;
    List<Row> found = Jobs.run(name, () -> usable.takeAsList(1));
    if (found.isEmpty()) {
      throw SourceFailure.data(
          "Cannot use the data: "
              + name
              + " holds no rows"
              + (complete.equals(frame) ? "." : " without nulls in its arrays."));
    }
    return found.get(0);
  }

  private static List<FrameColumn> columns(Row first, StructType schema, int[] places) {
    List<FrameColumn> columns = new ArrayList<>();
    for (int place : places) {
      columns.add(FrameColumn.like(first, place, schema.fieldNames()[place]));
    }
    return columns;
  }

  /** Columns that are one value, which can be written beside a prediction. */
  private static int[] atomic(StructType schema) {
    return IntStream.range(0, schema.size())
        .filter(place -> isAtomic(schema.fields()[place].dataType()))
        .toArray();
  }

  private static boolean isAtomic(DataType type) {
    return !(type instanceof ArrayType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof BinaryType
        || FrameColumn.isMany(type));
  }
}
