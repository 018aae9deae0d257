package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.Shape;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {
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
  void cutsFilesIntoExamplesWhoseTargetsAreTheNextCharacters() throws IOException {
    write("a.txt", "\uFEFFcabca\uD83D\uDE00bcx"); // a mark, and a character of two units
    write("b.txt", "bac"); // too short
    ShardedData data = shard(TestingSpec.of("*.txt").text(4), 2);
    assertEquals(List.of("a", "b", "c", "x", "\uD83D\uDE00"), data.classes());
    assertEquals(
        List.of("0 [2, 0, 1, 2] [0.0, 1.0, 2.0, 0.0]", "1 [0, 4, 1, 2] [4.0, 1.0, 2.0, 3.0]"),
        Contents.byId(data, Part.TRAINING));
    assertEquals(Shape.ids(4, 5), data.shape());
    assertEquals(List.of(2L, 2L, 2L, 1L, 1L), data.trainingCounts());
    assertEquals(1, data.normalization().groups());
  }

  @Test
  void manyCharactersAreStoredAsNumbers() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < 301; c++) {
      text.append((char) (0x4E00 + c));
    }
    write("a.txt", text.toString());
    ShardedData data = shard(TestingSpec.of("a.txt").text(300), 1);
    String example = Contents.byId(data, Part.TRAINING).get(0);
    assertEquals("0 [0.0, 1.0, 2.0,", example.substring(0, 17));
  }

  @Test
  void validationHasTheCharactersOfTheTrainingText() throws IOException {
    write("a.txt", "ab\ncab");
    write("b.txt", "cab\nxab");
    ShardedData data = shard(TestingSpec.of("a.txt").validation("a.txt").text(4), 1);
    assertEquals(1, data.validation());
    assertEquals(
        "Cannot use the data: 1 bad row of 1:\n"
            + "b.txt:2: has about here the character 'x' (U+0078), which the training data do not"
            + " have",
        failure(TestingSpec.of("a.txt").validation("b.txt").text(4)));
  }

  @Test
  void saysWhatIsWrongWithText() throws IOException {
    Files.write(folder.resolve("a.txt"), new byte[] {'a', 'b', '\n', 'a', (byte) 0xC3, '(', 'b'});
    assertEquals(
        "Cannot use the data: 1 bad row of 2:\na.txt:2: is not UTF-8",
        failure(TestingSpec.of("a.txt").text(2)));
    write("b.txt", "aaaa");
    assertEquals(
        "Cannot learn from b.txt: it has less than 2 different characters.",
        failure(TestingSpec.of("b.txt").text(2)));
    write("c.txt", "abc");
    assertEquals(
        "Cannot use the data: c.txt holds no 4 characters in one file (data.sequence and the one"
            + " after it).",
        failure(TestingSpec.of("c.txt").text(3)));
  }

  private String failure(TestingSpec spec) {
    LockstepException failure = assertThrows(LockstepException.class, () -> shard(spec, 1));
    assertEquals(ExitCode.DATA, failure.exitCode());
    return failure.getMessage();
  }

  private ShardedData shard(TestingSpec spec, int workers) {
    return Source.open(spark, spec.spec(), folder.toUri()).shard(workers, new Seed(1));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}
