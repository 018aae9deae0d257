package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.Lockstep;
import io.lockstep.driver.cluster.LockstepPlugin;
import io.lockstep.driver.source.Labels;
import io.lockstep.evaluation.EvaluationResult;
import io.lockstep.plan.PlanParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text, sequences of numbers and of ids, and LibSVM, from the file to the prediction. */
class SequencesTest {
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("SequencesTest")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", LockstepPlugin.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** What follows a depends on what came before it, so that a table of pairs would not do. */
  @Test
  void learnsTheNextCharacterOfText() throws IOException {
    write("data.txt", "abacäbac".repeat(100));
    TrainedModel model =
        train("format: text, sequence: 12", "[embedding: 6, lstm: 16, output]", 15, 2);
    EvaluationResult found = model.evaluate(uri("data.txt"));
    assertEquals(66 * 12, found.examples());
    assertTrue(found.values().get("accuracy") > 0.85, found.toString());
    TrainedModel.Predictions predicted =
        model.predict(uri("data.txt"), Labels.REQUIRED, Optional.empty(), "csv", 1);
    assertEquals(List.of("true_class", "prediction", "probability"), predicted.columns());
    assertEquals("bacäbacabacä", predicted.first().get(0).get(0));
    assertEquals("cabacä", predicted.first().get(0).get(1).substring(6));
    assertEquals(
        List.of("text", "prediction", "probability"),
        model.predict(uri("data.txt"), Labels.IGNORED, Optional.empty(), "csv", 1).columns());
  }

  @Test
  void oneWorkerLearnsTextAsTwoDo() throws IOException {
    write("data.txt", "the cat sat on the mat and that was that. ".repeat(20));
    String layers = "[embedding: 5, lstm: 8, lstm: 7, output]";
    RunResult one = run("format: text, sequence: 10", layers, 2, 1, "one");
    RunResult two = run("format: text, sequence: 10", layers, 2, 2, "two");
    assertEquals(one.loss().orElseThrow(), two.loss().orElseThrow(), 1e-5);
  }

  /** The label is whether the first of the numbers was above 0. */
  @Test
  void classifiesSequencesOfNumbersByTheirLastStep() throws IOException {
    write("data.csv", sequences((x, t) -> "", x -> x[0] > 0 ? "up" : "down"));
    TrainedModel model =
        train("shape: [6, 2]", "[lstm: {units: 12, return: last}, dense: 8, output]", 15, 2);
    EvaluationResult found = model.evaluate(uri("data.csv"));
    assertEquals(240, found.examples());
    assertTrue(found.values().get("accuracy") > 0.95, found.toString());
  }

  /** The target of each step is the mean of the first feature so far. */
  @Test
  void findsANumberForEachStep() throws IOException {
    write("data.csv", sequences((x, t) -> mean(x, t) + (t < 5 ? "," : ""), x -> ""));
    TrainedModel model =
        train(
            "shape: [6, 2], label: ['12', '13', '14', '15', '16', '17']",
            "[lstm: 16, output]",
            20,
            2);
    EvaluationResult found = model.evaluate(uri("data.csv"));
    assertTrue(found.values().get("r2") > 0.9, found.toString());
    assertEquals(
        6,
        model
            .predict(uri("data.csv"), Labels.IGNORED, Optional.empty(), "csv", 1)
            .columns()
            .stream()
            .filter(name -> name.startsWith("prediction_"))
            .count());
  }

  /** The label is whether id 3 occurs. */
  @Test
  void classifiesSequencesOfIds() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 240; i++) {
      int[] ids = random.ints(5, 0, 9).toArray();
      boolean has = Arrays.stream(ids).anyMatch(id -> id == 3);
      for (int id : ids) {
        rows.append(id).append(',');
      }
      rows.append(has ? "yes" : "no").append('\n');
    }
    write("data.csv", rows.toString());
    TrainedModel model =
        train("vocabulary: 9", "[embedding: 4, lstm: {units: 12, return: last}, output]", 15, 2);
    EvaluationResult found = model.evaluate(uri("data.csv"));
    assertTrue(found.values().get("accuracy") > 0.95, found.toString());
  }

  @Test
  void learnsFromLibSvm() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      int place = 1 + random.nextInt(6);
      rows.append(place > 3 ? "+1 " : "-1 ").append(place).append(":1 # ").append(i).append('\n');
    }
    write("data.libsvm", rows.toString());
    TrainedModel model = train("", "[output]", 8, 2);
    EvaluationResult found = model.evaluate(uri("data.libsvm"));
    assertEquals(List.of("-1", "1"), model.classes());
    assertEquals(1, found.values().get("accuracy"), found.toString());
    assertEquals(
        List.of("label", "prediction", "probability", "probability_-1", "probability_1"),
        model.predict(uri("data.libsvm"), Labels.IGNORED, Optional.empty(), "csv", 1).columns());
  }

  @Test
  void aModelThatDoesNotFitSaysHowItWould() throws IOException {
    write("data.csv", "1,2,a\n3,4,b\n");
    assertUsage(
        "Cannot build layer 0 (lstm): it needs a sequence, but its input is flat; set data.shape:",
        "",
        "[lstm: 3, output]");
    assertUsage(
        "Cannot build layer 1 (output): it gives a class for each of 2 steps, but the data have one"
            + " an example; write return: last in the last lstm",
        "shape: [2, 1]",
        "[lstm: 3, output]");
    write("data.txt", "some text");
    assertUsage(
        "Cannot build layer 0 (lstm): it needs numbers, but its input is 4 ids; put an"
            + " embedding in front of it",
        "format: text, sequence: 4",
        "[lstm: 3, output]");
  }

  private void assertUsage(String message, String data, String layers) {
    LockstepException failure =
        assertThrows(
            LockstepException.class, () -> run(data, layers, 1, 1, "wrong" + data.length()));
    assertEquals(ExitCode.USAGE, failure.exitCode(), failure.getMessage());
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  /** Of a step and of a row. */
  @FunctionalInterface
  private interface StepText {
    Object of(double[] x, int t);
  }

  @FunctionalInterface
  private interface RowText {
    Object of(double[] x);
  }

  /** 240 rows of 6 steps of 2 features, then the labels. */
  private static String sequences(StepText ofStep, RowText ofRow) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 240; i++) {
      double[] x = random.doubles(6, -1, 1).toArray();
      StringBuilder labels = new StringBuilder();
      for (int t = 0; t < 6; t++) {
        rows.append(x[t]).append(',').append(random.nextDouble()).append(',');
        labels.append(ofStep.of(x, t));
      }
      rows.append(labels).append(ofRow.of(x)).append('\n');
    }
    return rows.toString();
  }

  private static double mean(double[] x, int t) {
    double sum = 0;
    for (int i = 0; i <= t; i++) {
      sum += x[i];
    }
    return sum / (t + 1);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String uri(String name) {
    return folder.resolve(name).toUri().toString();
  }

  private TrainedModel train(String data, String layers, int epochs, int workers)
      throws IOException {
    run(data, layers, epochs, workers, "run");
    return TrainedModel.open(spark, folder.resolve("run").toUri().toString());
  }

  private RunResult run(String data, String layers, int epochs, int workers, String output) {
    String plan =
        """
        data: {train: %s, shards: 4%s}
        model: {layers: %s}
        optimizer: {learning-rate: 0.02}
        training: {epochs: %d, global-batch: 16}
        """
            .formatted(file(data), data.isEmpty() ? "" : ", " + data, layers, epochs);
    return Lockstep.train(
        spark,
        PlanParser.forFiles().parse("sequences.yaml", plan, List.of()),
        Optional.empty(),
        new RunOptions(
            folder.resolve(output).toUri().toString(),
            OptionalInt.of(workers),
            folder.toUri().toString(),
            RunOptions.Start.NEW),
        new TrainingTest.Heard());
  }

  private String file(String data) {
    if (data.startsWith("format: text")) {
      return "data.txt";
    }
    return Files.exists(folder.resolve("data.libsvm")) ? "data.libsvm" : "data.csv";
  }
}
