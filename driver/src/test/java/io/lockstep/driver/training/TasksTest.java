package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.Lockstep;
import io.lockstep.driver.cluster.LockstepPlugin;
import io.lockstep.driver.source.Labels;
import io.lockstep.evaluation.EvaluationResult;
import io.lockstep.plan.PlanParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learned, found and predicted for each task and loss, over two columns of numbers. */
class TasksTest {
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("TasksTest")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", LockstepPlugin.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void findsLabelsThatDoNotExcludeEachOther() throws IOException {
    write("right,up", (a, b) -> (a > 0 ? 1 : 0) + "," + (b > 0.3 ? 1 : 0));
    TrainedModel model = train("task: multi-label, label: [right, up]", "[output]");
    EvaluationResult found = model.evaluate(data());
    assertTrue(found.values().get("accuracy") > 0.95, found.toString());
    assertTrue(found.values().get("exact-match") > 0.9, found.toString());
    TrainedModel.Predictions predicted =
        model.predict(data(), Labels.REQUIRED, Optional.empty(), "csv", 40);
    assertEquals(
        List.of(
            "target_right",
            "target_up",
            "prediction_right",
            "prediction_up",
            "probability_right",
            "probability_up"),
        predicted.columns());
    for (List<String> row : predicted.first()) {
      assertEquals(number(row, 4) >= 0.5 ? 1 : 0, number(row, 2), row.toString());
      assertEquals(number(row, 5) >= 0.5 ? 1 : 0, number(row, 3), row.toString());
    }
    assertFalse(Files.notExists(folder.resolve("run-2/model/model.zip")));
  }

  @Test
  void findsDistributions() throws IOException {
    write("p,q", (a, b) -> 1 / (1 + Math.exp(-2 * a)) + "," + 1 / (1 + Math.exp(2 * a)));
    TrainedModel model = train("task: distribution, label: [p, q]", "[output]");
    EvaluationResult found = model.evaluate(data());
    assertTrue(found.loss() < 1e-3, found.toString());
    TrainedModel.Predictions predicted =
        model.predict(data(), Labels.IGNORED, Optional.empty(), "csv", 10);
    assertEquals(
        List.of("a", "b", "p", "q", "probability_p", "probability_q"), predicted.columns());
    for (List<String> row : predicted.first()) {
      assertEquals(1, number(row, 4) + number(row, 5), 1e-6, row.toString());
      assertEquals(number(row, 2), number(row, 4), 0.05, row.toString());
    }
  }

  @Test
  void findsRatesByPoissonAndHasNoZipForThem() throws IOException {
    write("count", (a, b) -> Math.round(Math.exp(1 + a)));
    TrainedModel model = train("label: count", "[output: {loss: poisson}]");
    TrainedModel.Predictions predicted =
        model.predict(data(), Labels.REQUIRED, Optional.empty(), "csv", 40);
    assertEquals(List.of("target", "prediction"), predicted.columns());
    for (List<String> row : predicted.first()) {
      assertTrue(Math.abs(number(row, 0) - number(row, 1)) < 1.2, row.toString());
    }
    assertTrue(Files.notExists(folder.resolve("run-2/model/model.zip")));
  }

  @Test
  void givesScoresForHinge() throws IOException {
    write("side", (a, b) -> a > b ? "low" : "high");
    TrainedModel model = train("label: side", "[output: {loss: hinge}]");
    EvaluationResult found = model.evaluate(data());
    assertTrue(found.values().get("accuracy") > 0.95, found.toString());
    TrainedModel.Predictions predicted =
        model.predict(data(), Labels.REQUIRED, Optional.empty(), "csv", 10);
    assertEquals(
        List.of("true_class", "prediction", "score", "score_high", "score_low"),
        predicted.columns());
  }

  @Test
  void learnsACodeOfWhatItSees() throws IOException {
    write("name,c", (a, b) -> "x," + (a + b) / 2);
    TrainingTest.Heard heard = new TrainingTest.Heard();
    TrainedModel model =
        train(
            "task: reconstruction, label: name",
            "[{dense: {units: 16, activation: tanh}}, latent: {size: 2, beta: 0.01}, output]",
            2,
            heard);
    List<Double> losses = heard.losses();
    assertTrue(losses.get(losses.size() - 1) < losses.get(0) / 4, losses.toString());
    assertTrue(model.evaluate(data()).values().get("r2") > 0.9);
    TrainedModel.Predictions predicted =
        model.predict(data(), Labels.IGNORED, Optional.empty(), "csv", 10);
    assertEquals(
        List.of("a", "b", "name", "c", "prediction_0", "prediction_1", "prediction_2"),
        predicted.columns());
    assertTrue(Files.notExists(folder.resolve("run-2/model/model.zip")));
  }

  @Test
  void weightsPullAlikeOnAnyNumberOfWorkers() throws IOException {
    // Half of the rows say the opposite, and count next to nothing.
    write("side,w", (a, b) -> (long) (b * 1e6) % 2 == 0 ? (a > 0) + ",1" : (a < 0) + ",0.001");
    TrainingTest.Heard one = new TrainingTest.Heard();
    TrainingTest.Heard two = new TrainingTest.Heard();
    String data = "label: side, weight: w, class-weights: balanced";
    train(data, "[output]", 1, one);
    TrainedModel model = train(data, "[output]", 2, two);
    assertEquals(one.losses().size(), two.losses().size());
    for (int step = 0; step < one.losses().size(); step++) {
      assertEquals(one.losses().get(step), two.losses().get(step), 1e-5, "step " + step);
    }
    // The mean of the weights is about a half, so the first loss is half that of a guess.
    assertEquals(0.5 * Math.log(2), one.losses().get(0), 0.2);
    for (List<String> row :
        model.predict(data(), Labels.IGNORED, Optional.empty(), "csv", 40).first()) {
      boolean right = number(row, 0) > 0;
      if (Math.abs(number(row, 0)) > 0.2) {
        assertEquals(String.valueOf(right), row.get(4), row.toString());
      }
    }
  }

  /** What is to be learned of two numbers. */
  @FunctionalInterface
  private interface Truth {
    Object of(double a, double b);
  }

  private void write(String labels, Truth truth) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("a,b,").append(labels).append('\n');
    for (int i = 0; i < 400; i++) {
      double a = 2 * random.nextDouble() - 1;
      double b = 2 * random.nextDouble() - 1;
      text.append(String.format(Locale.ROOT, "%s,%s,%s%n", a, b, truth.of(a, b)));
    }
    Files.writeString(folder.resolve("data.csv"), text);
  }

  private String data() {
    return folder.resolve("data.csv").toUri().toString();
  }

  private TrainedModel train(String data, String layers) throws IOException {
    return train(data, layers, 2, new TrainingTest.Heard());
  }

  private TrainedModel train(String data, String layers, int workers, TrainingTest.Heard heard)
      throws IOException {
    String plan =
        """
        data: {train: data.csv, %s}
        model: {layers: %s}
        optimizer: {learning-rate: 0.05}
        training: {epochs: 10, global-batch: 20}
        """;
    String run = folder.resolve("run-" + workers).toUri().toString();
    Lockstep.train(
        spark,
        PlanParser.forFiles().parse("task.yaml", plan.formatted(data, layers), List.of()),
        Optional.empty(),
        new RunOptions(
            run, OptionalInt.of(workers), folder.toUri().toString(), RunOptions.Start.NEW),
        heard);
    return TrainedModel.open(spark, run);
  }

  private static double number(List<String> row, int column) {
    return Double.parseDouble(row.get(column));
  }
}
