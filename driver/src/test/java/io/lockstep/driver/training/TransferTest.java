package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.Lockstep;
import io.lockstep.driver.cluster.LockstepPlugin;
import io.lockstep.network.StartParameters;
import io.lockstep.parameters.Piece;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipFile;
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

  private static SparkSession spark;

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
    assertEquals(RunResult.Status.COMPLETED, train("base", BASE, RunOptions.Start.NEW).status());
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
    return new Training(spark, plan, options, Optional.empty(), Lockstep.QUIET, new StopRequest())
        .run();
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
    RunResult result =
        train("head", from("base", ", freeze: [0-*, batch-norm]"), RunOptions.Start.NEW);
    assertEquals(RunResult.Status.COMPLETED, result.status());
    assertTrue(result.accuracy().orElseThrow() > 0.8, result.toString());
    for (String frozen : List.of("0.weight", "1.scale", "1.mean", "1.variance")) {
      assertArrayEquals(piece("base", frozen), piece("head", frozen), frozen);
    }
    assertFalse(
        List.of(piece("base", "2.weight")).equals(List.of(piece("head", "2.weight"))), "trained");
    String plan = Files.readString(folder.resolve("head/plan.yaml"));
    assertTrue(plan.contains("sha256: "), plan);
    assertTrue(plan.contains("- dense:"), plan);
  }

  @Test
  void aNewHeadIsAsWideAsTheDataNeed() {
    train("again", from("base/model", ", replace-head: true"), RunOptions.Start.NEW);
    assertEquals(16 * 10, piece("again", "3.weight").length);
  }

  @Test
  void aResumeEqualsARunThatWentThroughAndRefusesAnotherModel() throws IOException {
    String text = from("base", ", freeze: [0-*]");
    RunResult whole = train("whole", text, RunOptions.Start.NEW);
    copy("whole", "cut");
    for (String last :
        List.of("checkpoints/" + CheckpointStore.name(46), "model", "_RESULT.json")) {
      delete(folder.resolve("cut").resolve(last));
    }
    RunResult resumed = train("cut", text, RunOptions.Start.RESUME);
    assertEquals(whole.parametersSha256(), resumed.parametersSha256());
    LockstepException refusal =
        assertThrows(
            LockstepException.class,
            () -> train("cut", from("head-of-another", ""), RunOptions.Start.RESUME));
    assertEquals(ExitCode.USAGE, refusal.exitCode());
    train("other", BASE, RunOptions.Start.NEW, "seed=7");
    LockstepException other =
        assertThrows(
            LockstepException.class,
            () -> train("cut", from("other", ", freeze: [0-*]"), RunOptions.Start.RESUME));
    assertTrue(other.getMessage().contains("model.sha256"), other.getMessage());
  }

  @Test
  void aDl4jFileOfARunGoesOnWhereTheRunWas() throws IOException {
    for (String key : List.of("start-from", "dl4j-zip")) {
      String zip = folder.resolve("base/model/model.zip").toUri().toString();
      String text = DATA + "model: {" + key + ": '" + zip + "', freeze: [0-*]}\n";
      RunResult result = train(key, text, RunOptions.Start.NEW);
      assertEquals(RunResult.Status.COMPLETED, result.status());
      assertArrayEquals(piece("base", "0.weight"), piece(key, "0.weight"));
    }
    RunResult own = train("own", from("base", ", freeze: [0-*]"), RunOptions.Start.NEW);
    RunResult foreign = train("cut-zip", plan("dl4j-zip"), RunOptions.Start.NEW);
    assertEquals(own.parametersSha256(), foreign.parametersSha256());
  }

  /** The plan that a run left is a plan. */
  private static String plan(String run) throws IOException {
    return Files.readString(folder.resolve(run).resolve("plan.yaml"));
  }

  @Test
  void aDl4jConfigurationGivesLayers() throws IOException {
    Path json = folder.resolve("net.json");
    try (ZipFile zip = new ZipFile(folder.resolve("base/model/model.zip").toFile())) {
      Files.copy(zip.getInputStream(zip.getEntry("configuration.json")), json);
    }
    RunResult result =
        train("json", DATA + "model: {dl4j: '" + json.toUri() + "'}\n", RunOptions.Start.NEW);
    assertEquals(RunResult.Status.COMPLETED, result.status());
    assertEquals(32 * 64, piece("json", "0.weight").length);
  }

  @Test
  void aClassGivesLayersForTheShapeOfTheData() throws IOException {
    String text = DATA + "model: {class: " + TestingModel.class.getName() + "}\n";
    RunResult result = train("class", text, RunOptions.Start.NEW);
    assertEquals(RunResult.Status.COMPLETED, result.status());
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
            () -> train("x", DATA + "model: {class: " + name + "}\n", RunOptions.Start.NEW));
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void whatIsNoModelIsRefused() {
    LockstepException refusal =
        assertThrows(
            LockstepException.class, () -> train("x", from("nowhere", ""), RunOptions.Start.NEW));
    assertTrue(
        refusal.getMessage().contains("it has neither model/model.json nor model.json"),
        refusal.getMessage());
    LockstepException missing =
        assertThrows(
            LockstepException.class, () -> train("x", from("no.zip", ""), RunOptions.Start.NEW));
    assertTrue(missing.getMessage().contains("there is no such file"), missing.getMessage());
    LockstepException pinned =
        assertThrows(
            LockstepException.class,
            () ->
                train(
                    "x", from("base", ", sha256: '" + "0".repeat(64) + "'"), RunOptions.Start.NEW));
    assertTrue(pinned.getMessage().contains("leave model.sha256 out"), pinned.getMessage());
    assertEquals(ExitCode.USAGE, pinned.exitCode());
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
