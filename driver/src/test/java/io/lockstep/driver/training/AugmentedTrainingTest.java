package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.augmentation.ViewSpec;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.Lockstep;
import io.lockstep.driver.cluster.LockstepPlugin;
import io.lockstep.driver.source.Labels;
import io.lockstep.plan.PlanParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over augmented digits, and what test-time augmentation makes of their models. */
class AugmentedTrainingTest {
  private static final Path DATA = Path.of("..", "conf", "data").toAbsolutePath().normalize();
  private static final int SIDE = 8;
  private static final int CLASSES = 10;

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("AugmentedTrainingTest")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", LockstepPlugin.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private String train(String name, int workers, String... overrides) {
    result(name, workers, overrides);
    return folder.resolve(name).toUri().toString();
  }

  private RunResult result(String name, int workers, String... overrides) {
    String plan =
        """
        name: digits
        data: {train: digits.csv.gz, shape: [1, 8, 8]}
        augmentation:
          - translate: 1
          - rotate: 10
          - noise: 0.1
          - mixup: 0.2
        model: {layers: [dense: 16]}
        training: {epochs: 1, global-batch: 100}
        """;
    String run = folder.resolve(name).toUri().toString();
    return Lockstep.train(
        spark,
        PlanParser.forFiles().parse("digits.yaml", plan, List.of(overrides)),
        Optional.empty(),
        new RunOptions(run, OptionalInt.of(workers), DATA.toUri().toString(), RunOptions.Start.NEW),
        new TrainingTest.Heard());
  }

  /** Probabilities of each row, classes side by side. */
  private float[] probabilities(TrainedModel model, String input) {
    TrainedModel.Predictions found =
        model.predict(input, Labels.REQUIRED, Optional.empty(), "csv", 20);
    List<Float> all = new ArrayList<>();
    for (List<String> row : found.first()) {
      for (int column = 0; column < row.size(); column++) {
        if (found.columns().get(column).startsWith("probability_")) {
          all.add(Float.parseFloat(row.get(column)));
        }
      }
    }
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all.get(i);
    }
    return values;
  }

  /** Twenty digits, or their mirror images. */
  private String digits(String name, boolean mirrored) throws IOException {
    List<String> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve("digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
      for (int i = 0; i < 20; i++) {
        String[] cells = lines.readLine().split(",");
        String[] row = cells.clone();
        for (int pixel = 0; mirrored && pixel < SIDE * SIDE; pixel++) {
          row[pixel] = cells[pixel / SIDE * SIDE + SIDE - 1 - pixel % SIDE];
        }
        rows.add(String.join(",", row));
      }
    }
    return Files.write(folder.resolve(name), rows).toUri().toString();
  }

  @Test
  void twoWorkersLearnWhatOneDoes() throws IOException {
    String input = digits("a.csv", false);
    float[] one = probabilities(TrainedModel.open(spark, train("one", 1)), input);
    float[] two = probabilities(TrainedModel.open(spark, train("two", 2)), input);
    float[] plain =
        probabilities(TrainedModel.open(spark, train("plain", 1, "augmentation=[]")), input);
    assertEquals(20 * CLASSES, one.length);
    assertArrayEquals(one, two, 1e-4f);
    float apart = 0;
    for (int i = 0; i < one.length; i++) {
      apart = Math.max(apart, Math.abs(one[i] - plain[i]));
    }
    assertTrue(apart > 0.01, "augmentation changes probabilities by " + apart + " at most");
  }

  @Test
  void predictionsAreAveragedOverAPictureAndItsMirrorImage() throws IOException {
    TrainedModel model = TrainedModel.open(spark, train("run", 1));
    float[] own = probabilities(model, digits("a.csv", false));
    float[] mirrored = probabilities(model, digits("b.csv", true));
    float[] averaged =
        probabilities(
            model.averagedOver(ViewSpec.parse("flip")), folder.resolve("a.csv").toUri().toString());
    float[] mean = new float[own.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (own[i] + mirrored[i]) / 2;
    }
    assertArrayEquals(mean, averaged, 1e-5f);
    assertTrue(
        model
                .averagedOver(ViewSpec.parse("flip,crops=5"))
                .evaluate(digits("c.csv", false))
                .examples()
            == 20);
  }

  @Test
  void refusesViewsOfExamplesThatAreNoPicturesAndTheirAugmentation() throws IOException {
    TrainedModel flat =
        TrainedModel.open(spark, train("flat", 1, "augmentation=[]", "data.shape=auto"));
    LockstepException views =
        assertThrows(LockstepException.class, () -> flat.averagedOver(ViewSpec.parse("flip")));
    assertEquals(ExitCode.USAGE, views.exitCode());
    assertEquals(
        "Cannot average over views (--tta): the model takes examples of the shape 64, which are no"
            + " pictures.",
        views.getMessage());
    LockstepException training =
        assertThrows(LockstepException.class, () -> train("wrong", 1, "data.shape=auto"));
    assertEquals(ExitCode.USAGE, training.exitCode());
    assertTrue(
        training
            .getMessage()
            .contains(
                "augmentation: expected pictures, but the format csv gives flat examples where"
                    + " data.shape does not say otherwise"),
        training.getMessage());
  }

  @Test
  void averagesOfModelsWithBatchNormAreKeptAsTheyWereEvaluated() throws IOException {
    String held = digits("held.csv", false);
    float[] one = {};
    for (int workers : new int[] {1, 2}) {
      String name = "swa-" + workers;
      RunResult result =
          result(
              name,
              workers,
              "data.validation=" + held,
              "model.layers=[conv2d: {filters: 4, kernel: 3, activation: identity}, batch-norm:"
                  + " {statistics: global}, activation: relu, dense: {units: 16, activation:"
                  + " identity}, batch-norm: {statistics: global}, activation: relu]",
              "optimizer={learning-rate: 0.01, weight-average: {type: swa, start: 0.3, every:"
                  + " 4st}}",
              "training.epochs=3");
      TrainedModel model = TrainedModel.open(spark, folder.resolve(name).toUri().toString());
      assertEquals(result.loss().orElseThrow(), model.evaluate(held).loss(), 1e-5);
      assertTrue(result.accuracy().orElseThrow() > 0.4, "it learns: " + result);
      float[] probabilities = probabilities(model, held);
      if (workers == 1) {
        one = probabilities;
      }
      assertArrayEquals(one, probabilities, 1e-3f);
    }
  }
}
