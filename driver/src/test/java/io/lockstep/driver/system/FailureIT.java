package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told when something is wrong: the exit code, and the last line on stderr. */
class FailureIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder;

  @Test
  void unknownKeyIsNamedWithWhatWasMeant() throws InterruptedException {
    Path plan = TestingPlan.write(folder, 1, "optimiser: sgd");
    Outcome outcome = train(plan, "local[1]");
    assertFailure(64, outcome, "optimiser", "optimizer");
    assertFalse(Files.exists(folder.resolve("run")), "a wrong plan leaves no output");
  }

  @Test
  void missingDataAreNamed() throws InterruptedException {
    Path plan = TestingPlan.writeFor(folder, folder.resolve("no-such.csv"), 1);
    Outcome outcome = train(plan, "local[1]");
    assertFailure(65, outcome, folder.resolve("no-such.csv").toString());
    assertFalse(Files.exists(folder.resolve("run")), "found before the output is taken");
  }

  @Test
  void badRowIsNamedByFileAndLine() throws IOException, InterruptedException {
    List<String> lines = digits();
    lines.set(4, lines.get(4).replaceFirst("^[^,]*", "five"));
    Path data = Files.write(folder.resolve("bad.csv"), lines);
    Outcome outcome = train(TestingPlan.writeFor(folder, data, 1), "local[1]");
    assertFailure(65, outcome, "bad.csv:5: ", "five");
    assertFailed(65, outcome);
  }

  @Test
  void moreWorkersThanSlotsAreRefused() throws InterruptedException {
    Outcome outcome = train(TestingPlan.write(folder, 1), "local[2]", "--workers", "3");
    assertFailure(69, outcome, "Cannot start 3 workers: local[2] has 2", "--workers");
  }

  @Test
  void dynamicAllocationIsRefusedWithTheSettingToChange() throws InterruptedException {
    Outcome outcome =
        train(
            TestingPlan.write(folder, 1),
            "local[1]",
            "--conf",
            "spark.dynamicAllocation.enabled=true");
    assertFailure(69, outcome, "spark.dynamicAllocation.enabled=false");
  }

  @Test
  void folderInUseIsNotTouched() throws IOException, InterruptedException {
    Path theirs = Files.createDirectories(folder.resolve("run")).resolve("thesis.tex");
    Files.writeString(theirs, "years of work");
    Outcome outcome = train(TestingPlan.write(folder, 1), "local[1]", "--overwrite");
    assertFailure(64, outcome, folder.resolve("run").toString(), "thesis.tex");
    assertEquals("years of work", Files.readString(theirs));
    assertEquals(List.of(theirs), new RunOutput(folder.resolve("run")).named(""));
  }

  @Test
  void outputThatCannotBeWrittenIsNamed() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("run"), "a file where the folder should be");
    Outcome outcome = train(TestingPlan.write(folder, 1), "local[1]");
    assertFailure(64, outcome, folder.resolve("run") + " is a file, not a folder");
  }

  @Test
  void lostExecutorEndsTheRunWithACheckpointToGoOnFrom() throws InterruptedException {
    int epochs = 40;
    Path plan = TestingPlan.write(folder, epochs);
    Outcome outcome;
    List<ProcessHandle> executors;
    try (LockstepProcess training = start(plan, "local-cluster[2,1,1024]")) {
      training.awaitOutput("epoch 2/", LIMIT);
      executors = executors(training);
      assertEquals(2, executors.size(), executors.toString());
      executors.get(1).destroyForcibly();
      outcome = training.await(LIMIT);
    }
    assertFailure(75, outcome, "executor", "--resume");
    assertFailed(75, outcome);
    long steps = result().result().path("steps").longValue();
    assertTrue(steps > 0 && steps < epochs * TestingPlan.STEPS, outcome.toString());
    for (ProcessHandle executor : executors) {
      executor.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    Outcome resumed = train(plan, "local[2]", "--resume");
    assertEquals(0, resumed.exitCode(), resumed.toString());
    assertEquals(epochs * TestingPlan.STEPS, result().result().path("steps").longValue());
    assertEquals(epochs * TestingPlan.STEPS, result().metrics("step").size());
  }

  /** Executor JVMs are the grandchildren's: found by what they run. */
  private static List<ProcessHandle> executors(LockstepProcess training) {
    return training
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** Exit code, the words that the last line must have, and no more stack traces than none. */
  private static void assertFailure(int exitCode, Outcome outcome, String... words) {
    assertEquals(exitCode, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.lastError().startsWith("lockstep: "), outcome.toString());
    for (String word : words) {
      assertTrue(outcome.lastError().contains(word), word + " in the last line of " + outcome);
    }
    assertFalse(outcome.stderr().contains("\tat "), outcome.toString());
  }

  private void assertFailed(int exitCode, Outcome outcome) {
    assertEquals("failed", result().result().path("status").textValue(), outcome.toString());
    assertEquals(exitCode, result().result().path("exitCode").intValue(), outcome.toString());
    assertFalse(result().result().path("error").isNull(), outcome.toString());
    assertTrue(result().named("_LOCK").isEmpty(), "the lock is released");
  }

  private RunOutput result() {
    return new RunOutput(folder.resolve("run"));
  }

  private static List<String> digits() throws IOException {
    Path data = Repository.file("conf/data/digits.csv.gz");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8))) {
      return new ArrayList<>(in.lines().toList());
    }
  }

  private LockstepProcess start(Path plan, String master, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                plan.toString(),
                "--master",
                master,
                "--output",
                folder.resolve("run").toString()));
    arguments.addAll(Arrays.asList(more));
    return LockstepProcess.lockstep(folder, arguments.toArray(String[]::new));
  }

  private Outcome train(Path plan, String master, String... more) throws InterruptedException {
    try (LockstepProcess training = start(plan, master, more)) {
      return training.await(LIMIT);
    }
  }
}
