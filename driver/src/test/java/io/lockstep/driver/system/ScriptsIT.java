package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void helpNeedsNoCluster() throws InterruptedException {
    Outcome outcome = lockstep("--help");
    assertEquals(0, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.stdout().startsWith("Usage: scripts/lockstep COMMAND"), outcome.toString());
  }

  @Test
  void noCommandIsAUsageError() throws InterruptedException {
    Outcome outcome = lockstep();
    assertEquals(64, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.stderr().startsWith("Usage: scripts/lockstep COMMAND"), outcome.toString());
  }

  @Test
  void helpOfACommandComesFromTheApplication() throws InterruptedException {
    Outcome outcome = lockstep("train", "--help");
    assertEquals(0, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.stdout().contains("--output"), outcome.toString());
  }

  @Test
  void unknownMasterIsNamedBeforeSparkStarts() throws InterruptedException {
    Outcome outcome = lockstep("train", "plan.yaml", "--master", "mesos://host:5050");
    assertEquals(64, outcome.exitCode(), outcome.toString());
    assertEquals(
        "Invalid --master (local[*], local[k], local-cluster[n,cores,MiB], spark://host:port,"
            + " yarn or k8s://...): mesos://host:5050",
        outcome.lastError());
  }

  @Test
  void optionWithoutItsValueIsAUsageError() throws InterruptedException {
    Outcome outcome = lockstep("train", "plan.yaml", "--conf");
    assertEquals(64, outcome.exitCode(), outcome.toString());
    assertEquals("Invalid --conf (a value must follow): nothing", outcome.lastError());
  }

  @Test
  void missingJavaIsNamedWithTheWayToInstallIt() throws InterruptedException {
    Outcome outcome =
        LockstepProcess.start(
                folder,
                Map.of("JAVA_HOME", folder.resolve("no-such-jdk").toString()),
                List.of(Repository.file("scripts/lockstep").toString(), "train", "plan.yaml"))
            .await(LIMIT);
    assertEquals(69, outcome.exitCode(), outcome.toString());
    assertTrue(
        outcome.lastError().startsWith("Cannot start: no Java found (looked for "),
        outcome.toString());
    assertTrue(outcome.lastError().contains("Install JDK 17"), outcome.toString());
  }

  /** A stand-in for the user's own Spark that prints what it is given, a word a line. */
  @Test
  void handsSparksOptionsToTheUsersSparkAndTheRestToTheApplication()
      throws IOException, InterruptedException {
    Path spark = folder.resolve("my spark");
    writeScript(spark.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    Files.createDirectories(spark.resolve("conf"));
    Files.writeString(
        spark.resolve("conf/spark-defaults.conf"),
        "spark.master spark://mine:7077\nspark.plugins = org.mine.Plugin\n"
            + "spark.ui.showConsoleProgress true\n");
    Path link = Files.createSymbolicLink(folder.resolve("ls"), Repository.file("scripts/lockstep"));

    Outcome outcome =
        LockstepProcess.start(
                folder,
                Map.of("SPARK_HOME", spark.toString()),
                List.of(
                    link.toString(),
                    "train",
                    "a plan.yaml",
                    "--executor-memory=3g",
                    "--workers",
                    "2",
                    "--conf",
                    "spark.executorEnv.OMP_NUM_THREADS=4",
                    "--set",
                    "a.b=c d"))
            .await(LIMIT);

    assertEquals(0, outcome.exitCode(), outcome.toString());
    List<String> words = outcome.stdout().lines().toList();
    String jar = Repository.applicationJar().toString();
    assertEquals(
        List.of("train", "a plan.yaml", "--workers", "2", "--set", "a.b=c d"),
        words.subList(words.indexOf(jar) + 1, words.size()));
    List<String> options = words.subList(0, words.indexOf(jar));
    assertTrue(options.containsAll(List.of("--executor-memory", "3g")), outcome.toString());
    assertTrue(
        options.contains("spark.plugins=org.mine.Plugin,io.lockstep.driver.cluster.LockstepPlugin"),
        outcome.toString());
    assertTrue(options.contains("spark.kryo.registrationRequired=true"), outcome.toString());
    // What the user has set stays.
    assertEquals(
        List.of("spark.executorEnv.OMP_NUM_THREADS=4"),
        options.stream().filter(word -> word.contains("OMP_NUM_THREADS")).toList());
    assertTrue(
        options.stream().noneMatch(word -> word.contains("showConsoleProgress")),
        outcome.toString());
    assertTrue(!options.contains("--master"), outcome.toString());
  }

  @Test
  void exitCodeOfTheApplicationPassesThrough() throws IOException, InterruptedException {
    Path spark = folder.resolve("spark");
    writeScript(spark.resolve("bin/spark-submit"), "exit 76");
    Outcome outcome =
        LockstepProcess.start(
                folder,
                Map.of("SPARK_HOME", spark.toString()),
                List.of(Repository.file("scripts/lockstep").toString(), "train", "plan.yaml"))
            .await(LIMIT);
    assertEquals(76, outcome.exitCode(), outcome.toString());
  }

  private Outcome lockstep(String... arguments) throws InterruptedException {
    return LockstepProcess.lockstep(folder, arguments).await(LIMIT);
  }

  private static void writeScript(Path file, String line) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + line + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }
}
