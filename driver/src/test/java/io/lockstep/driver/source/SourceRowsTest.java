package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRowsTest {
  private static final DataSchema NAMED =
      new DataSchema(Task.CLASSIFICATION, List.of("a", "b"), List.of(2), List.of("x", "y"), 0);
  private static final DataSchema BARE =
      new DataSchema(Task.CLASSIFICATION, List.of(), List.of(2), List.of("x", "y"), 0);
  private static final DataSpec SPEC = TestingSpec.of("train.csv").spec();
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
  void readsLabelledRowsToEvaluate() throws IOException {
    write("test.csv", "kind,b,a\ny,2,1\nx,4,3\n");
    DataSpec spec = TestingSpec.of("train.csv").label("kind").spec();
    try (SourceRows rows = read(spec, NAMED, "test.csv", Labels.REQUIRED)) {
      assertEquals(2, rows.count());
      assertEquals(List.of("0 [1.0, 2.0] [1.0]", "1 [3.0, 4.0] [0.0]"), texts(rows));
    }
    assertTrue(spark.sparkContext().getPersistentRDDs().isEmpty());
  }

  @Test
  void refusesUnknownOrMissingLabelsToEvaluate() throws IOException {
    write("test.csv", "a,b,kind\n1,2,z\n");
    write("bare.csv", "a,b\n1,2\n");
    DataSpec spec = TestingSpec.of("train.csv").label("kind").spec();
    assertEquals(
        "Cannot use the data: 1 bad row of 1:\n"
            + "test.csv:2: has the unknown label z; known are x, y",
        failure(() -> read(spec, NAMED, "test.csv", Labels.REQUIRED)));
    assertEquals(
        "Cannot find the label column kind: bare.csv has the columns a, b.",
        failure(() -> read(spec, NAMED, "bare.csv", Labels.REQUIRED)));
  }

  @Test
  void readsRowsToPredictWithOrWithoutLabelsAndKeepsTheirCells() throws IOException {
    write("named.csv", "id,b,a\nk7,2,1\nk8,4,3\n");
    write("labelled.csv", "1,2,x\n3,4,?\n");
    write("bare.csv", "1,2\n3,4\n");
    List<String> expected = List.of("0 [1.0, 2.0] []", "1 [3.0, 4.0] []");
    try (SourceRows rows = read(SPEC, NAMED, "named.csv", Labels.IGNORED)) {
      assertEquals(expected, texts(rows));
      assertEquals(List.of("id", "b", "a"), rows.fields());
      assertEquals(List.of("k8", "4", "3"), rows.rows().collect().get(1).fields());
    }
    try (SourceRows rows = read(SPEC, BARE, "labelled.csv", Labels.IGNORED)) {
      assertEquals(expected, texts(rows));
      assertEquals(List.of("0", "1", "2"), rows.fields());
    }
    try (SourceRows rows = read(SPEC, BARE, "bare.csv", Labels.IGNORED)) {
      assertEquals(expected, texts(rows));
    }
  }

  @Test
  void leavesOutTheWeightsOfUnnamedColumns() throws IOException {
    write("weighted.csv", "1,9,2,x\n3,9,4,y\n");
    write("labelled.csv", "1,2,x\n3,4,y\n");
    DataSpec spec = TestingSpec.of("train.csv").weight("1").spec();
    for (String path : List.of("weighted.csv", "labelled.csv")) {
      try (SourceRows rows = read(spec, BARE, path, Labels.REQUIRED)) {
        assertEquals(List.of("0 [1.0, 2.0] [0.0]", "1 [3.0, 4.0] [1.0]"), texts(rows));
      }
      try (SourceRows rows = read(spec, BARE, path, Labels.IGNORED)) {
        assertEquals(List.of("0 [1.0, 2.0] []", "1 [3.0, 4.0] []"), texts(rows));
      }
    }
  }

  @Test
  void keepsTheOrderOfManyPiecesAndFiles() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      text.append(i).append(",0.5").append("0".repeat(80)).append('\n');
    }
    write("a.csv", text.toString());
    write("b.csv", "30000,1\n");
    try (SourceRows rows = read(SPEC, BARE, "*.csv", Labels.IGNORED)) {
      assertTrue(rows.rows().getNumPartitions() > 2);
      assertEquals(30_001, rows.count());
      List<SourceRow> all = rows.rows().collect();
      for (int i = 0; i < all.size(); i++) {
        assertEquals(i, all.get(i).example().id());
        assertEquals(String.valueOf(i), all.get(i).fields().get(0));
      }
    }
  }

  @Test
  void refusesAnotherWidth() throws IOException {
    write("wide.csv", "1,2,3,x\n");
    assertEquals(
        "Cannot use the data: an example of wide.csv has 3 features, one of the training data 2"
            + " features.",
        failure(() -> read(SPEC, BARE, "wide.csv", Labels.IGNORED)));
  }

  @Test
  void readsAFrameToPredictInItsOwnOrder() {
    Dataset<Row> frame =
        spark.range(5).selectExpr("'n' || id AS name", "id * 2 AS b", "id AS a").coalesce(1);
    try (SourceRows rows = SourceRows.read(SPEC, NAMED, frame, Labels.IGNORED)) {
      assertEquals(List.of("name", "b", "a"), rows.fields());
      assertEquals("3 [3.0, 6.0] []", texts(rows).get(3));
      assertEquals(List.of("n3", "6", "3"), rows.rows().collect().get(3).fields());
    }
  }

  @Test
  void readsParquetToPredictWithItsSingleValues() {
    spark
        .range(5)
        .selectExpr(
            "'n' || id AS name",
            "id * 2 AS b",
            "id AS a",
            "array(id) AS many",
            "map(id, 'x') AS mapped",
            "struct(id) AS nested",
            "current_timestamp() AS time",
            "current_date() AS day",
            "cast(id AS decimal(9, 2)) AS price",
            "cast(id AS tinyint) AS tiny",
            "cast(id AS smallint) AS small",
            "cast(id AS float) AS real",
            "cast('x' AS binary) AS raw",
            "id > 1 AS flag")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("rows.parquet").toString());
    try (SourceRows rows = read(SPEC, NAMED, "rows.parquet", Labels.IGNORED)) {
      assertEquals(
          List.of("name", "b", "a", "time", "day", "price", "tiny", "small", "real", "flag"),
          rows.fields());
      List<String> fields = rows.rows().collect().get(4).fields();
      assertEquals(List.of("n4", "8", "4"), fields.subList(0, 3));
      assertEquals(List.of("4.00", "4", "4", "4.0", "true"), fields.subList(5, 10));
    }
  }

  @Test
  void keepsItsSchemaAsJson() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    String text = json.writeValueAsString(NAMED);
    assertEquals(
        "{\"task\":\"CLASSIFICATION\",\"columns\":[\"a\",\"b\"],\"shape\":[2],"
            + "\"classes\":[\"x\",\"y\"],\"targets\":0,\"steps\":1,\"vocabulary\":0}",
        text);
    assertEquals(NAMED, json.readValue(text, DataSchema.class));
  }

  private SourceRows read(DataSpec spec, DataSchema schema, String path, Labels labels) {
    return SourceRows.read(spark, spec, schema, List.of(path), folder.toUri(), labels);
  }

  private static List<String> texts(SourceRows rows) {
    return rows.rows().collect().stream().map(row -> Contents.text(row.example())).toList();
  }

  private static String failure(Runnable action) {
    return assertThrows(LockstepException.class, action::run).getMessage();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
