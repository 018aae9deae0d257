package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.driver.Lockstep;
import io.lockstep.driver.cluster.LockstepPlugin;
import io.lockstep.metrics.Metric;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a real local Spark, over the digits that come with the repository. */
class TrainingTest {
  private static final String PLAN =
      """
      name: digits
      data:
        train: digits.csv.gz
        validation: 0.2
      model:
        layers:
          - dense: 64
          - output
      training: {epochs: 8, global-batch: 64}
      """;

  private static final Path DATA = Path.of("..", "conf", "data").toAbsolutePath().normalize();

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("TrainingTest")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", LockstepPlugin.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** Hears a run. */
  static final class Heard implements RunListener {
    final List<Metric> metrics = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final StopRequest stop = new StopRequest();
    Optional<ScalingAdvice> advice = Optional.empty();
    boolean stops;

    @Override
    public void started(RunDescription run) {
      notes.add(run.toString());
      if (stops) {
        // The workers hear of it before their first step, however fast they are.
        stop.stop("test");
      }
    }

    @Override
    public void metric(Metric metric) {
      metrics.add(metric);
    }

    @Override
    public void note(String text) {
      notes.add(text);
    }

    @Override
    public void advised(ScalingAdvice said) {
      advice = Optional.of(said);
    }

    @Override
    public void finished(RunResult result) {
      notes.add(result.toString());
    }

    List<Double> losses() {
      return metrics.stream()
          .filter(Metric.Step.class::isInstance)
          .map(metric -> ((Metric.Step) metric).loss())
          .toList();
    }
  }

  private static TrainingPlan plan(String... overrides) {
    return PlanParser.forFiles().parse("digits.yaml", PLAN, List.of(overrides));
  }

  private RunResult train(
      String output, int workers, RunOptions.Start start, Heard heard, String... overrides) {
    RunOptions options =
        new RunOptions(
            folder.resolve(output).toUri().toString(),
            OptionalInt.of(workers),
            DATA.toUri().toString(),
            start);
    return new Training(spark, plan(overrides), options, Optional.empty(), heard, heard.stop).run();
  }

  @Test
  void twoWorkersGiveTheLossCurveOfOne() throws IOException {
    Heard one = new Heard();
    Heard two = new Heard();
    RunResult alone = train("one", 1, RunOptions.Start.NEW, one);
    RunResult together = train("two", 2, RunOptions.Start.NEW, two);
    assertEquals(RunResult.Status.COMPLETED, together.status());
    assertTrue(together.accuracy().orElseThrow() > 0.9, together.toString());
    assertEquals(one.losses().size(), two.losses().size());
    for (int i = 0; i < 50; i++) {
      assertEquals(one.losses().get(i), two.losses().get(i), 1e-4 * one.losses().get(i));
    }
    assertEquals(alone.examples(), together.examples());
    assertEquals(8.0, together.epochs());
    assertEquals(2, two.advice.orElseThrow().profile().workers());
    assertSaysTheSame(two.advice.orElseThrow(), folder.resolve("two/scaling.json"));
  }

  private static void assertSaysTheSame(ScalingAdvice advice, Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(1, json.get("version").intValue());
    assertEquals(advice.profile().compute(), json.at("/secondsPerStep/compute").doubleValue());
    assertEquals(4, json.get("efficiencies").size());
    assertEquals(advice.efficiencies().get(16), json.at("/efficiencies/16").doubleValue());
    assertEquals(advice.settings().get(0), json.at("/settings/0").textValue());
  }

  @Test
  void twoRunsAreTheSameAndAResumeEqualsARunThatWentThrough() {
    for (String synchronization :
        List.of(
            "gradient-sharing",
            "{type: parameter-averaging, every: 5}",
            "{type: parameter-averaging, every: 5, start-after: 1st, outer: nesterov}")) {
      String set = "synchronization=" + synchronization;
      String name = "sync-" + synchronization.length();
      RunResult first = train(name + "-a", 2, RunOptions.Start.NEW, new Heard(), set);
      RunResult second = train(name + "-b", 2, RunOptions.Start.NEW, new Heard(), set);
      assertEquals(first.parametersSha256(), second.parametersSha256());
      Heard stopping = new Heard();
      stopping.stops = true;
      RunResult stopped = train(name + "-c", 2, RunOptions.Start.NEW, stopping, set);
      assertEquals(RunResult.Status.STOPPED, stopped.status(), stopped.toString());
      assertEquals(75, stopped.exitCode());
      assertTrue(0 < stopped.steps() && stopped.steps() < first.steps(), stopped.toString());
      RunResult resumed = train(name + "-c", 2, RunOptions.Start.RESUME, new Heard(), set);
      assertEquals(first.parametersSha256(), resumed.parametersSha256());
      assertEquals(first.accuracy(), resumed.accuracy());
      assertEquals(2, resumed.generations());
    }
  }

  @Test
  void trainsOnADataFrameAsOnTheFile() {
    Dataset<Row> frame =
        spark.read().option("inferSchema", "true").csv(DATA.resolve("digits.csv.gz").toString());
    TrainingPlan plan =
        PlanParser.forFrame()
            .parse(
                "frame.yaml",
                PLAN.replace("  train: digits.csv.gz\n", ""),
                List.of("data.label=_c64"));
    RunOptions options =
        new RunOptions(
            folder.resolve("frame").toUri().toString(),
            OptionalInt.of(2),
            DATA.toUri().toString(),
            RunOptions.Start.NEW);
    RunResult result = Lockstep.train(spark, plan, Optional.of(frame), options, new Heard());
    assertEquals(RunResult.Status.COMPLETED, result.status());
    assertTrue(result.accuracy().orElseThrow() > 0.9, result.toString());
    assertTrue(result.examples() > 8 * 1_797 * 0.75, result.toString());
  }

  @Test
  void learnsNumbersByRegression() {
    StructType schema = new StructType().add("a", "double").add("b", "double").add("y", "double");
    SplittableRandom random = new SplittableRandom(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      rows.add(RowFactory.create(a, b, 3 * a - 2 * b + 1));
    }
    TrainingPlan plan =
        PlanParser.forFrame()
            .parse(
                "line.yaml",
                """
                data: {task: regression, label: y, validation: 0.2}
                model: {layers: [output]}
                optimizer: {type: adam, learning-rate: 0.05}
                training: {epochs: 30, global-batch: 32}
                synchronization: {type: parameter-averaging, every: 4}
                """,
                List.of());
    RunOptions options =
        new RunOptions(
            folder.resolve("line").toUri().toString(),
            OptionalInt.of(2),
            DATA.toUri().toString(),
            RunOptions.Start.NEW);
    Heard heard = new Heard();
    RunResult result =
        Lockstep.train(
            spark, plan, Optional.of(spark.createDataFrame(rows, schema)), options, heard);
    assertTrue(result.loss().orElseThrow() < 1e-3, result.toString());
    Metric.Evaluation last =
        heard.metrics.stream()
            .filter(Metric.Evaluation.class::isInstance)
            .map(Metric.Evaluation.class::cast)
            .reduce((before, after) -> after)
            .orElseThrow();
    assertEquals(1, last.values().get("r2"), 1e-2);
    assertEquals(List.of("loss", "mse", "mae", "r2"), List.copyOf(last.values().keySet()));
  }

  @Test
  void aResumeRefusesAnotherPlan() {
    Heard stopping = new Heard();
    stopping.stops = true;
    train("changed", 2, RunOptions.Start.NEW, stopping);
    LockstepException refused =
        assertThrows(
            LockstepException.class,
            () ->
                train(
                    "changed",
                    2,
                    RunOptions.Start.RESUME,
                    new Heard(),
                    "training.global-batch=32"));
    assertEquals(ExitCode.USAGE, refused.exitCode());
    assertTrue(refused.getMessage().contains("training.global-batch"), refused.getMessage());
  }

  @Test
  void aModelThatDoesNotFitItsInputIsRefusedBeforeTraining() {
    Heard heard = new Heard();
    LockstepException refused =
        assertThrows(
            LockstepException.class,
            () ->
                train(
                    "misfit",
                    2,
                    RunOptions.Start.NEW,
                    heard,
                    "model.layers=[{conv2d: {filters: 4, kernel: 3}}, output]"));
    assertEquals(ExitCode.USAGE, refused.exitCode());
    assertTrue(
        refused
            .getMessage()
            .contains("Cannot build layer 0 (conv2d): it needs images, but its input is flat"),
        refused.getMessage());
    assertEquals(0, heard.metrics.size());
  }

  @Test
  void aRunThatDivergesSaysSo() {
    RunResult result =
        train(
            "wild",
            2,
            RunOptions.Start.NEW,
            new Heard(),
            "optimizer={type: sgd, learning-rate: 1.0e+30}");
    assertEquals(RunResult.Status.DIVERGED, result.status());
    assertEquals(76, result.exitCode());
  }
}
