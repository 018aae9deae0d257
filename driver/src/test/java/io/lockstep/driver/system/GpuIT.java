package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPU addresses, from Spark's resource scheduling to the workers; the GPUs are pretended. */
class GpuIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private Path discovery;

  @BeforeEach
  void pretendsTwoGpus() throws IOException {
    discovery = folder.resolve("discover-gpus");
    Files.writeString(
        discovery,
        "#!/usr/bin/env bash\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    assertTrue(discovery.toFile().setExecutable(true));
  }

  @Test
  void eachWorkerIsGivenAGpuOfItsOwn() throws IOException, InterruptedException {
    Outcome outcome = train("local-cluster[1,2,1024]", 2, 2);
    assertEquals(0, outcome.exitCode(), outcome.toString());
    String log = executorLog();
    Set<String> given = new TreeSet<>();
    Matcher worker = Pattern.compile("Worker \\d of 2 on .*, GPU \\[(\\d)]").matcher(log);
    while (worker.find()) {
      given.add(worker.group(1));
    }
    assertEquals(Set.of("0", "1"), given, log);
  }

  /** Executors of local-cluster log into the work folder of the Spark that was started. */
  private String executorLog() throws IOException {
    FileTime begin = Files.getLastModifiedTime(discovery);
    StringBuilder log = new StringBuilder();
    try (Stream<Path> files = Files.walk(Repository.spark().resolve("work"), 3)) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(begin) > 0) {
          log.append(Files.readString(file));
        }
      }
    }
    return log.toString();
  }

  /** Three cores, but two GPUs. */
  @Test
  void moreWorkersThanGpusAreRefused() throws InterruptedException {
    Outcome outcome = train("local-cluster[1,3,1024]", 2, 3, "--set", "deadlines.start=5s");
    assertEquals(69, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.lastError().contains("3 workers"), outcome.toString());
    assertTrue(
        outcome.lastError().contains("spark.task.resource.gpu.amount=1"), outcome.toString());
  }

  private Outcome train(String master, int gpus, int workers, String... more)
      throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                TestingPlan.write(folder, 1).toString(),
                "--master",
                master,
                "--workers",
                "" + workers,
                "--output",
                folder.resolve("run").toString()));
    for (String setting :
        List.of(
            "spark.worker.resource.gpu.amount=" + gpus,
            "spark.worker.resource.gpu.discoveryScript=" + discovery,
            "spark.executor.resource.gpu.amount=" + gpus,
            "spark.executor.resource.gpu.discoveryScript=" + discovery,
            "spark.task.resource.gpu.amount=1")) {
      arguments.addAll(List.of("--conf", setting));
    }
    arguments.addAll(Arrays.asList(more));
    try (LockstepProcess training =
        LockstepProcess.lockstep(folder, arguments.toArray(String[]::new))) {
      return training.await(LIMIT);
    }
  }
}
