package io.lockstep.driver.source;

import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.Example;
import io.lockstep.driver.source.ColumnChoice.Known;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Data to evaluate or to predict, read as a finished run read its own: the same parsing, the same
 * checks. Spark keeps the rows until closed.
 */
public final class SourceRows implements AutoCloseable {
  private final Parsed parsed;
  private final List<String> fields;
  private final JavaRDD<SourceRow> rows;

  private SourceRows(Parsed parsed, List<String> fields, JavaRDD<SourceRow> rows) {
    this.parsed = parsed;
    this.fields = fields;
    this.rows = rows;
  }

  /**
   * Reads files; their format is told by their paths, else it is that of the training data.
   *
   * @param spec of the run's plan
   * @param schema that the run found
   * @param base folder at which relative paths start, as a URI with its scheme
   * @throws io.lockstep.checks.LockstepException (65) that lists bad rows
   */
  public static SourceRows read(
      SparkSession spark,
      DataSpec spec,
      DataSchema schema,
      List<String> paths,
      URI base,
      Labels labels) {
    DataPaths found = new DataPaths(base, spark.sparkContext().hadoopConfiguration());
    ColumnChoice choice = choice(spec, schema, labels);
    Records records = new Opening(spark, found, spec).open(paths, Format.AUTO, choice);
    return read(records, schema, labels);
  }

  /** Reads a DataFrame, in the order in which its partitions give their rows. */
  public static SourceRows read(
      DataSpec spec, DataSchema schema, Dataset<Row> frame, Labels labels) {
    return read(Opening.open(frame, choice(spec, schema, labels)), schema, labels);
  }

  /** In the order of the source, which their ids count. */
  public JavaRDD<SourceRow> rows() {
    return rows;
  }

  /** Names of what rows carry along: cells, single-valued columns, or the file of a picture. */
  public List<String> fields() {
    return fields;
  }

  public long count() {
    long count = 0;
    for (long partition : parsed.counts()) {
      count += partition;
    }
    return count;
  }

  @Override
  public void close() {
    parsed.close();
  }

  private static ColumnChoice choice(DataSpec spec, DataSchema schema, Labels labels) {
    return ColumnChoice.of(
        spec, new Known(schema.columns(), schema.inputShape(), schema.classes()), labels);
  }

  private static SourceRows read(Records records, DataSchema schema, Labels labels) {
    boolean checked = labels == Labels.REQUIRED;
    Parsed parsed =
        Parsed.of(records, checked ? LabelCheck.of(schema.classes()) : LabelCheck.any());
    Split ids = Split.whole(Part.VALIDATION, parsed.counts());
    HashMap<String, Integer> classes = ClassNames.numbers(schema.classes());
    JavaRDD<SourceRow> rows =
        parsed
            .records()
            .mapPartitionsWithIndex(
                (partition, part) -> {
                  Split.Cursor cursor = ids.cursor(partition);
                  return new Numbered<>(part, (record, n) -> row(record, cursor, classes));
                },
                true);
    return new SourceRows(parsed, records.fields(), rows);
  }

  private static SourceRow row(
      SourceRecord record, Split.Cursor cursor, HashMap<String, Integer> classes) {
    float[] targets = Sharding.targets(record, classes);
    return new SourceRow(
        new Example(cursor.advance(), record.features(), targets), record.fields());
  }
}
