package io.lockstep.driver.source;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.seed.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameSourceTest {
  private static final StructType FLAT =
      new StructType().add("x", DoubleType).add("y", IntegerType).add("kind", StringType);
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = TestingSession.start();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void doesNotDependOnTheOrderOfRows() {
    List<Row> rows = rows(60);
    rows.addAll(rows.subList(0, 10));
    TestingSpec spec = TestingSpec.of().validation(new Validation.Fraction(0.2));
    ShardedData first = shard(frame(rows, FLAT).repartition(1), spec, 1);
    Collections.shuffle(rows, new Random(5));
    ShardedData second = shard(frame(rows, FLAT).repartition(3), spec, 2);
    assertEquals(70, first.training() + first.validation());
    assertEquals(first.fingerprint(), second.fingerprint());
    assertEquals(first.normalization(), second.normalization());
    assertEquals(Contents.byId(first, Part.TRAINING), Contents.byId(second, Part.TRAINING));
    assertEquals(Contents.byId(first, Part.VALIDATION), Contents.byId(second, Part.VALIDATION));
  }

  @Test
  void keepsEveryOneOfEqualRows() {
    List<Row> rows = new ArrayList<>(Collections.nCopies(9, RowFactory.create(1.0, 2, "a")));
    rows.add(RowFactory.create(1.0, 2, "b"));
    ShardedData data = shard(frame(rows, FLAT), TestingSpec.of(), 2);
    assertEquals(List.of(9L, 1L), data.trainingCounts());
    assertEquals(10, Contents.byId(data, Part.TRAINING).size());
  }

  @Test
  void takesLabelsOfAnArrayAndWeightsOfAColumn() {
    StructType schema =
        new StructType()
            .add("x", DoubleType)
            .add("w", DoubleType)
            .add("labels", createArrayType(IntegerType));
    List<Row> rows =
        List.of(
            RowFactory.create(1.0, 0.5, new Object[] {1, 0, 1}),
            RowFactory.create(2.0, 3.0, new Object[] {0, 1, 1}));
    TestingSpec spec = TestingSpec.of().task(Task.MULTI_LABEL, "labels").weight("w");
    ShardedData data = shard(frame(rows, schema), spec, 1);
    assertEquals(
        List.of("[1.0] [1.0, 0.0, 1.0, 0.5]", "[2.0] [0.0, 1.0, 1.0, 3.0]"),
        Contents.byId(data, Part.TRAINING).stream()
            .map(text -> text.substring(2))
            .sorted()
            .toList());
    assertEquals(List.of("label_0", "label_1", "label_2"), data.classes());
    List<Row> wrong = List.of(RowFactory.create(1.0, -0.5, new Object[] {1, 0, 1}));
    LockstepException failure =
        assertThrows(LockstepException.class, () -> shard(frame(wrong, schema), spec, 1));
    assertEquals(ExitCode.DATA, failure.exitCode());
    assertTrue(
        failure
            .getMessage()
            .endsWith("column w (the weight) is -0.5; expected a number of at least 0"),
        failure.getMessage());
  }

  @Test
  void flattensArraysVectorsAndBooleans() {
    StructType schema =
        new StructType()
            .add("label", DoubleType)
            .add("flag", BooleanType)
            .add("array", createArrayType(createArrayType(FloatType)))
            .add("vector", SQLDataTypes.VectorType());
    Row row =
        RowFactory.create(
            3.0,
            true,
            new Object[] {new Object[] {1f, 2f}, new Object[] {3f}},
            Vectors.sparse(3, new int[] {1}, new double[] {0.5}));
    Row other =
        RowFactory.create(
            1.0,
            false,
            new Object[] {new Object[] {1f, 2f}, new Object[] {3f}},
            Vectors.dense(7, 8, 9));
    ShardedData data =
        shard(frame(List.of(row, other), schema), TestingSpec.of().label("label"), 1);
    List<String> contents =
        Contents.byId(data, Part.TRAINING).stream()
            .map(text -> text.substring(2))
            .sorted()
            .toList();
    assertEquals(
        List.of(
            "[0.0, 1.0, 2.0, 3.0, 7.0, 8.0, 9.0] [0.0]",
            "[1.0, 1.0, 2.0, 3.0, 0.0, 0.5, 0.0] [1.0]"),
        contents);
    assertEquals(List.of("1", "3"), data.classes());
    assertEquals(List.of("flag", "array", "vector"), data.schema().columns());
  }

  @Test
  void namesBadRowsByTheirPlace() {
    StructType schema =
        new StructType()
            .add("x", DoubleType)
            .add("many", createArrayType(DoubleType))
            .add("kind", StringType);
    List<Row> rows =
        List.of(
            RowFactory.create(1.0, new Object[] {1.0, 2.0}, "a"),
            RowFactory.create(null, new Object[] {1.0, 2.0}, "a"),
            RowFactory.create(Double.NaN, new Object[] {1.0, 2.0}, "a"),
            RowFactory.create(1.0, new Object[] {1.0}, "a"),
            RowFactory.create(1.0, null, "a"),
            RowFactory.create(1.0, new Object[] {1.0, null}, "a"),
            RowFactory.create(1e300, new Object[] {1.0, 2.0}, "a"),
            RowFactory.create(1.0, new Object[] {1.0, 2.0}, null),
            RowFactory.create(1.0, new Object[] {1.0, 2.0}, " "),
            RowFactory.create(1.0, new Object[] {1.0, 2.0}, "b"));
    String place = "the DataFrame, partition 0: row ";
    assertEquals(
        "Cannot use the data: 8 bad rows of 10:\n"
            + (place + "1: column x is null\n")
            + (place + "2: column x is not a number in the range of float32: \"NaN\"\n")
            + (place + "3: column many has 1 numbers, expected 2\n")
            + (place + "4: column many is null\n")
            + (place + "5: column many is null\n")
            + (place + "6: column x is not a number in the range of float32: \"1.0E300\"\n")
            + (place + "7: column kind (the label) is null\n")
            + (place + "8: column kind (the label) is empty"),
        failure(frame(rows, schema).coalesce(1), TestingSpec.of()));
  }

  @Test
  void refusesColumnsThatAreNoNumbers() {
    StructType schema = new StructType().add("name", StringType).add("kind", StringType);
    Dataset<Row> frame = frame(List.of(RowFactory.create("n", "k")), schema);
    assertEquals(
        "Cannot use column name of the DataFrame as a feature: it is of type string, and only"
            + " numbers, booleans, arrays of them and vectors are numeric. Choose the columns with"
            + " data.features and data.label.",
        failure(frame, TestingSpec.of()));
    assertEquals(
        "Cannot use the data: the DataFrame holds no rows.",
        failure(frame(List.of(), FLAT), TestingSpec.of()));
    assertEquals(
        "Cannot find the label column digit: the DataFrame has the columns name, kind.",
        failure(frame, TestingSpec.of().label("digit")));
  }

  @Test
  void readsParquetInTheOrderOfItsFilesAndRows() {
    List<Row> rows = rows(40);
    String path = folder.resolve("rows.parquet").toString();
    frame(rows, FLAT).coalesce(1).write().parquet(path);
    ShardedData data =
        Source.open(spark, TestingSpec.of("rows.parquet").spec(), folder.toUri())
            .shard(3, new Seed(1));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      float x = (float) row.getDouble(0);
      int label = List.of("a", "b", "c").indexOf(row.getString(2));
      expected.add(i + " [" + x + ", " + (float) row.getInt(1) + "] [" + label + ".0]");
    }
    assertEquals(expected, Contents.byId(data, Part.TRAINING));
    ShardedData again =
        Source.open(spark, TestingSpec.of("rows.parquet").spec(), folder.toUri())
            .shard(1, new Seed(1));
    assertEquals(data.fingerprint(), again.fingerprint());
  }

  @Test
  void namesTheFileAndRowOfWhatIsBadInParquet() {
    List<Row> rows = rows(5);
    rows.set(3, RowFactory.create(null, 1, "a"));
    frame(rows, FLAT).coalesce(1).write().parquet(folder.resolve("bad.parquet").toString());
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () ->
                Source.open(spark, TestingSpec.of("bad.parquet").spec(), folder.toUri())
                    .shard(1, new Seed(1)));
    assertTrue(
        failure
            .getMessage()
            .matches(
                "Cannot use the data: 1 bad row of 5:\nbad.parquet/part-\\S+\\.parquet: row 3:"
                    + " column x is null"),
        failure.getMessage());
  }

  @Test
  void fingerprintsChangedRows() {
    List<Row> rows = rows(20);
    String before = shard(frame(rows, FLAT), TestingSpec.of(), 2).fingerprint();
    rows.set(4, RowFactory.create(rows.get(4).getDouble(0), 1_000, rows.get(4).getString(2)));
    assertNotEquals(before, shard(frame(rows, FLAT), TestingSpec.of(), 2).fingerprint());
  }

  private static List<Row> rows(int count) {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String kind = List.of("a", "b", "c").get(i % 3);
      rows.add(RowFactory.create(random.nextGaussian(), random.nextInt(50), kind));
    }
    return rows;
  }

  private static Dataset<Row> frame(List<Row> rows, StructType schema) {
    return spark.createDataFrame(rows, schema);
  }

  private ShardedData shard(Dataset<Row> frame, TestingSpec spec, int workers) {
    return Source.open(spark, spec.spec(), folder.toUri(), frame).shard(workers, new Seed(1));
  }

  private String failure(Dataset<Row> frame, TestingSpec spec) {
    LockstepException failure = assertThrows(LockstepException.class, () -> shard(frame, spec, 1));
    assertEquals(ExitCode.DATA, failure.exitCode());
    return failure.getMessage();
  }
}
