package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibSvmSourceTest {
  private static final String ROWS = "+1 1:0.5 3:-2e-1\n\n-1 2:1 # a comment 9:9\n1\n";
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
  void readsWhatSparkReads() throws IOException {
    write(ROWS);
    ShardedData data = shard(TestingSpec.of("a.libsvm"));
    assertEquals(List.of("-1", "1"), data.classes());
    assertEquals(
        List.of("0 [0.5, 0.0, -0.2] [1.0]", "1 [0.0, 1.0, 0.0] [0.0]", "2 [0.0, 0.0, 0.0] [1.0]"),
        Contents.byId(data, Part.TRAINING));
    write(ROWS.replace(" # a comment 9:9", ""));
    List<Row> expected =
        spark.read().format("libsvm").load(folder.toString() + "/a.libsvm").collectAsList();
    List<String> found =
        Contents.byId(shard(TestingSpec.of("a.libsvm").regression()), Part.TRAINING);
    for (int i = 0; i < expected.size(); i++) {
      Vector features = expected.get(i).getAs("features");
      StringBuilder text = new StringBuilder(i + " [");
      for (int f = 0; f < features.size(); f++) {
        text.append(f == 0 ? "" : ", ").append((float) features.apply(f));
      }
      text.append("] [").append((float) expected.get(i).getDouble(0)).append("]");
      assertEquals(text.toString(), found.get(i));
    }
  }

  @Test
  void isAsWideAsThePlanSays() throws IOException {
    write("1 1:1\n0 2:1\n");
    assertEquals(
        "0 [1.0, 0.0, 0.0, 0.0] [1.0]",
        Contents.byId(shard(TestingSpec.of("a.libsvm").shape(4)), Part.TRAINING).get(0));
    assertEquals(
        "Cannot use the data: 1 bad row of 2:\n"
            + "a.libsvm:2: place 2 is beyond the 1 features of an example",
        failure(TestingSpec.of("a.libsvm").shape(1)));
  }

  @Test
  void oneWrongPlaceDoesNotMakeEveryExampleAsWide() throws IOException {
    write("1 1:1\n0 999999999:1\n");
    assertEquals(
        "Cannot use a.libsvm as LibSVM: its examples would have 999999999 features, and Lockstep"
            + " keeps all of them, zeros as well, up to 16777216. Is a place wrong? Else choose or"
            + " hash features.",
        failure(TestingSpec.of("a.libsvm")));
  }

  @Test
  void namesEachBadLine() throws IOException {
    write("1 1:1 2:2\n1 2:1 1:1\n1 0:1\n1:1\n0 1:x\n1 qid:3 1:1\n0 1 2\n0 1:1\n");
    assertEquals(
        """
        Cannot use the data: 6 bad rows of 8:
        a.libsvm:2: expected place:value with a place above 2, found "1:1"
        a.libsvm:3: expected place:value with a place above 0, found "0:1"
        a.libsvm:4: has no label before its features
        a.libsvm:5: place 1 is not a number in the range of float32: "x"
        a.libsvm:6: expected place:value with a place above 0, found "qid:3"
        a.libsvm:7: expected place:value with a place above 0, found "1\""""
            .strip(),
        failure(TestingSpec.of("a.libsvm")));
  }

  private String failure(TestingSpec spec) {
    LockstepException failure = assertThrows(LockstepException.class, () -> shard(spec));
    assertEquals(ExitCode.DATA, failure.exitCode());
    return failure.getMessage();
  }

  private ShardedData shard(TestingSpec spec) {
    TestingSpec plain = spec.normalization(new NormalizationSpec.None());
    return Source.open(spark, plain.spec(), folder.toUri()).shard(2, new Seed(1));
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("a.libsvm"), text);
  }
}
