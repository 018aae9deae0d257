package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.driver.cluster.LockstepPlugin;
import io.lockstep.metrics.Metric;
import io.lockstep.network.StartParameters;
import io.lockstep.parameters.Piece;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start from the model of another, on a real local Spark. */
class TransferTest {
  private static final String DATA =
      """
      data: {train: digits.csv.gz, validation: 0.2}
      training: {epochs: 2, global-batch: 64}
      optimizer: {learning-rate: 0.01}
      """;

  private static final String BASE = DATA + "model: {layers: [dense: 32, batch-norm, dense: 16]}\n";

  private static final Path DIGITS = Path.of("..", "conf", "data").toAbsolutePath().normalize();

  private static final String FREEZE = ", freeze: [0-*, batch-norm]";
  private static final List<String> NOTES = new ArrayList<>();

  private static final RunOptions.Start NEW = RunOptions.Start.NEW;

  private static SparkSession spark;
  private static RunResult whole;

  @TempDir private static Path folder;

  @BeforeAll
  static void trainTheModelToStartFrom() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("TransferTest")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", LockstepPlugin.class.getName())
            .getOrCreate();
    assertEquals(RunResult.Status.COMPLETED, train("base", BASE, NEW).status());
    whole = train("whole", from("base", FREEZE), NEW);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static RunResult train(
      String output, String text, RunOptions.Start start, String... overrides) {
    TrainingPlan plan = PlanParser.forFiles().parse("plan.yaml", text, List.of(overrides));
    RunOptions options =
        new RunOptions(uri(output), OptionalInt.of(2), DIGITS.toUri().toString(), start);
    return new Training(spark, plan, options, Optional.empty(), new Heard(), new StopRequest())
        .run();
  }

  private static final class Heard implements RunListener {
    @Override
    public void started(RunDescription run) {}

    @Override
    public void metric(Metric metric) {}

    @Override
    public void note(String text) {
      NOTES.add(text);
    }

    @Override
    public void advised(ScalingAdvice advice) {}

    @Override
    public void finished(RunResult result) {}
  }

  private static String uri(String output) {
    return folder.resolve(output).toUri().toString();
  }

  private static String from(String run, String more) {
    return DATA + "model: {start-from: '" + uri(run) + "'" + more + "}\n";
  }

  private static float[] piece(String run, String name) {
    StartParameters model =
        SavedRun.read(uri(run), spark.sparkContext().hadoopConfiguration())
            .parameters()
            .orElseThrow();
    Piece piece =
        model.layout().pieces().stream().filter(p -> p.name().equals(name)).findFirst().get();
    return model.values().toArray(piece.slice());
  }

  @Test
  void frozenLayersAreThoseOfTheModelAndTheRestHasLearned() throws IOException {
    assertEquals(RunResult.Status.COMPLETED, whole.status());
    assertTrue(whole.accuracy().orElseThrow() > 0.8, whole.toString());
    for (String frozen : List.of("0.weight", "1.scale", "1.mean", "1.variance")) {
      assertArrayEquals(piece("base", frozen), piece("whole", frozen), frozen);
    }
    assertFalse(Arrays.equals(piece("base", "2.weight"), piece("whole", "2.weight")), "trained");
    assertTrue(plan("whole").contains("sha256: "), plan("whole"));
    assertTrue(plan("whole").contains("- dense:"), plan("whole"));
    String note = "Frozen: 0-dense, 1-batch-norm; 698 of 2,906 parameters are trained.";
    assertTrue(NOTES.contains(note), NOTES.toString());
  }

  /** The plan that a run left, which is a plan. */
  private static String plan(String run) throws IOException {
    return Files.readString(folder.resolve(run).resolve("plan.yaml"));
  }

  @Test
  void aNewHeadIsAsWideAsTheDataNeed() {
    train("again", from("base/model", ", replace-head: true"), NEW, "training.epochs=1");
    assertEquals(16 * 10, piece("again", "3.weight").length);
  }

  @Test
  void aResumeEqualsARunThatWentThroughAndRefusesAnotherModel() throws IOException {
    copy("whole", "cut");
    for (String last :
        List.of("checkpoints/" + CheckpointStore.name(46), "model", "_RESULT.json")) {
      delete(folder.resolve("cut").resolve(last));
    }
    RunResult resumed = train("cut", from("base", FREEZE), RunOptions.Start.RESUME);
    assertEquals(whole.parametersSha256(), resumed.parametersSha256());
    LockstepException refusal =
        assertThrows(
            LockstepException.class,
            () -> train("cut", from("whole", FREEZE), RunOptions.Start.RESUME));
    assertTrue(refusal.getMessage().contains("model.sha256"), refusal.getMessage());
    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void aDl4jFileOfARunGoesOnAsTheRunItselfDoes() {
    String zip = folder.resolve("base/model/model.zip").toUri().toString();
    String text = DATA + "model: {dl4j-zip: '" + zip + "'" + FREEZE + "}\n";
    assertEquals(whole.parametersSha256(), train("zip", text, NEW).parametersSha256());
  }

  /** A model of 64-16-10 in the layout of Keras 2.2 ({@code KerasH5Test}), by both keys. */
  @Test
  void aKerasModelGoesOnWithItsFirstLayerFrozen() throws IOException {
    Path file = folder.resolve("digits.h5");
    try (InputStream in =
        TransferTest.class.getResourceAsStream("/io/lockstep/imports/keras2-digits.h5")) {
      Files.copy(in, file);
    }
    RunResult result =
        train("keras", DATA + "model: {keras: '" + file.toUri() + "', freeze: dense_1}\n", NEW);
    assertEquals(RunResult.Status.COMPLETED, result.status());
    train(
        "keras-again",
        from("digits.h5", ", freeze: dense_1"),
        NEW,
        "training.epochs=1",
        "model.replace-head=true");
    assertArrayEquals(piece("keras", "0.weight"), piece("keras-again", "0.weight"));
    assertTrue(plan("keras").contains("name: dense_2"), plan("keras"));
    LockstepException missing =
        assertThrows(
            LockstepException.class, () -> train("x", DATA + "model: {keras: nowhere.h5}\n", NEW));
    assertTrue(missing.getMessage().contains("there is no such file"), missing.getMessage());
    assertEquals(ExitCode.USAGE, missing.exitCode());
  }

  @Test
  void aDl4jConfigurationGivesLayers() throws IOException {
    Path json = folder.resolve("net.json");
    try (ZipFile zip = new ZipFile(folder.resolve("base/model/model.zip").toFile())) {
      Files.copy(zip.getInputStream(zip.getEntry("configuration.json")), json);
    }
    train("json", DATA + "model: {dl4j: '" + json.toUri() + "'}\n", NEW, "training.epochs=1");
    assertEquals(32 * 64, piece("json", "0.weight").length);
  }

  @Test
  void aClassGivesLayersForTheShapeOfTheData() throws IOException {
    String text = DATA + "model: {class: " + TestingModel.class.getName() + "}\n";
    train("class", text, NEW, "training.epochs=1");
    assertEquals(16 * 64, piece("class", "0.weight").length);
    assertTrue(plan("class").contains("units: 16"), plan("class"));
  }

  @Test
  void classesThatGiveNoModelAreRefused() {
    assertRefusedClass("a.Nowhere", "there is no such class on the driver's class path");
    assertRefusedClass(
        "java.lang.String", "it does not implement io.lockstep.network.ModelFactory");
    assertRefusedClass(
        TestingModel.Failing.class.getName(),
        "it fails with java.lang.IllegalStateException: no model today");
    assertRefusedClass("io.lockstep.network.ModelFactory", "it must be public, with a public");
  }

  private static void assertRefusedClass(String name, String why) {
    LockstepException refusal =
        assertThrows(
            LockstepException.class,
            () -> train("x", DATA + "model: {class: " + name + "}\n", NEW));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void whatIsNoModelIsRefused() {
    LockstepException refusal =
        assertThrows(LockstepException.class, () -> train("x", from("nowhere", ""), NEW));
    assertTrue(
        refusal.getMessage().contains("it has neither model/model.json nor model.json"),
        refusal.getMessage());
    LockstepException missing =
        assertThrows(LockstepException.class, () -> train("x", from("no.zip", ""), NEW));
    assertTrue(missing.getMessage().contains("there is no such file"), missing.getMessage());
    LockstepException pinned =
        assertThrows(
            LockstepException.class,
            () -> train("x", from("base", ", sha256: '" + "0".repeat(64) + "'"), NEW));
    assertTrue(pinned.getMessage().contains("leave model.sha256 out"), pinned.getMessage());
    assertEquals(ExitCode.USAGE, pinned.exitCode());
  }

  @Test
  void whatCannotStartIsRefusedWithoutSpark() {
    assertRefusedBefore(from("nowhere", ""), "it has neither model/model.json nor model.json");
    assertRefusedBefore(
        from("base", ", freeze: lstm"),
        "Cannot freeze layers by model.freeze: 'lstm' names no layer with parameters; there are"
            + " 0-dense, 1-batch-norm, 2-dense, 3-output.");
    assertRefusedBefore(
        from("base", ""),
        "layer 0-dense needs 0.weight of shape [32, 32], the saved model has [32, 64]; give examples"
            + " of the shape that it was trained on (data.shape)",
        "data.shape=[32]");
    assertRefusedBefore(
        from("base", ""),
        "Cannot build layer 0 (dense): it needs numbers, but its input is ids",
        "data.vocabulary=9");
    TrainingPlan found = before(from("base", FREEZE), "data.shape=[64]");
    assertEquals(4, found.model().layers().size());
  }

  private static TrainingPlan before(String text, String... overrides) {
    TrainingPlan plan = PlanParser.forFiles().parse("plan.yaml", text, List.of(overrides));
    return PlannedModel.check(plan, new Configuration(), DIGITS.toUri().toString());
  }

  private static void assertRefusedBefore(String text, String why, String... overrides) {
    LockstepException refusal =
        assertThrows(LockstepException.class, () -> before(text, overrides));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void layersBesideTheModelMustBeItsOwn() {
    assertRefusedLayers("[dense: 32, batch-norm, dense: 17]", "from layer 2 on");
    assertRefusedLayers("[dense: {units: 32, name: a}, batch-norm, dense: 16]", "wired otherwise");
  }

  private static void assertRefusedLayers(String layers, String why) {
    LockstepException refusal =
        assertThrows(
            LockstepException.class, () -> train("x", from("base", ", layers: " + layers), NEW));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  private static void copy(String from, String to) throws IOException {
    Path source = folder.resolve(from);
    try (var files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(to).resolve(source.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path path) throws IOException {
    assertTrue(Files.exists(path), path.toString());
    try (var files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
