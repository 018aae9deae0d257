package io.lockstep.driver.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.training.RunOptions;
import io.lockstep.driver.training.RunOptions.Start;
import io.lockstep.driver.training.TestingStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigurationTest {
  @TempDir Path folder;
  private final TestingPlans plans = new TestingPlans();

  @BeforeEach
  void writePlans() throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/digits.yaml"), "digits");
    Files.writeString(folder.resolve("conf/bad.yaml"), "bad");
  }

  @Test
  void hasDefaultsForAllButThePlan() {
    RunConfiguration found = of(request("conf/digits.yaml"));
    assertEquals(
        new RunOptions(
            "file:" + folder + "/runs/digits-20260102-030405",
            OptionalInt.empty(),
            "file:" + folder + "/conf",
            Start.NEW),
        found.options());
    assertEquals("digits", found.plan().name());
    assertEquals(List.of("conf/digits.yaml []"), plans.asked);
    assertEquals(new SparkSettings.Request(Optional.empty(), Map.of()), found.spark());
  }

  @Test
  void takesWhatWasGiven() {
    RunConfiguration found =
        of(
            new RunRequest(
                folder + "/conf/digits.yaml",
                List.of("training.epochs=3"),
                Optional.of("s3a://bucket/data/"),
                Optional.of("hdfs://host/runs/a"),
                OptionalInt.of(2),
                Start.RESUME,
                Optional.of("local[2]"),
                List.of("spark.a=b=c", "spark.empty=")));
    assertEquals(
        new RunOptions("hdfs://host/runs/a", OptionalInt.of(2), "s3a://bucket/data", Start.RESUME),
        found.options());
    assertEquals(List.of(folder + "/conf/digits.yaml [training.epochs=3]"), plans.asked);
    assertEquals(
        new SparkSettings.Request(
            Optional.of("local[2]"), Map.of("spark.a", "b=c", "spark.empty", "")),
        found.spark());
  }

  @Test
  void readsAPlanOfAnotherFileSystem() {
    assertEquals(
        "hdfs://host/plans", of(request("hdfs://host/plans/far.yaml")).options().dataFolder());
  }

  @Test
  void tellsAllProblemsAtOnce() {
    RunRequest request =
        new RunRequest(
            "conf/bad.yaml",
            List.of(),
            Optional.of(""),
            Optional.empty(),
            OptionalInt.of(0),
            Start.RESUME,
            Optional.empty(),
            List.of("executor.memory=1g", "spark.hadoop.fs.s3a.secret.key", "novalue"));
    assertProblem(
        """
        Cannot use the command line (6 problems):
        --conf executor.memory: expected spark.key=value
        --conf spark.hadoop.fs.s3a.secret.key: expected spark.key=value
        --conf novalue: expected spark.key=value
        --workers 0: expected at least 1
        --resume: expected --output with the folder of the run to go on with
        --data: expected a value, found nothing
        Cannot use plan conf/bad.yaml (2 problems):
        conf/bad.yaml:1: one
        conf/bad.yaml:2: two""",
        request);
  }

  @Test
  void tellsProblemsOfThePlanAlone() {
    assertProblem(
        "Cannot use plan conf/bad.yaml (2 problems):\nconf/bad.yaml:1: one\nconf/bad.yaml:2: two",
        request("conf/bad.yaml"));
  }

  @Test
  void namesAPlanThatIsNotThere() {
    assertProblem("Cannot use plan conf/no.yaml: there is no such file", request("conf/no.yaml"));
    assertProblem(
        "Cannot use plan hdfs://host/plans/no.yaml: there is no such file",
        request("hdfs://host/plans/no.yaml"));
    assertProblem("Cannot use plan conf: it is a folder; name the plan's file", request("conf"));
    assertProblem("Cannot use plan : expected the location of a plan, found nothing", request(""));
  }

  private RunConfiguration of(RunRequest request) {
    TestingStorage far = new TestingStorage("hdfs://host/plans").with("far.yaml", "far");
    StorageOpener storages =
        (location, conf) -> {
          assertEquals(far.location(), location);
          return far;
        };
    return RunConfiguration.of(
        request,
        new RunConfiguration.Context(
            plans, storages, folder, Instant.parse("2026-01-02T03:04:05Z")));
  }

  private void assertProblem(String message, RunRequest request) {
    LockstepException e = assertThrows(LockstepException.class, () -> of(request));
    assertEquals(message, e.getMessage());
    assertEquals(ExitCode.USAGE, e.exitCode());
  }

  private static RunRequest request(String plan) {
    return new RunRequest(
        plan,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Start.NEW,
        Optional.empty(),
        List.of());
  }
}
