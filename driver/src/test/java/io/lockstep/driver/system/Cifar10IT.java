package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One epoch of {@code conf/cifar10-3c3d.yaml} on a tenth of CIFAR-10, with augmentation, L2 and a
 * schedule: the short form of what docs/toolbox.md shows.
 */
class Cifar10IT {
  private static final Path ARCHIVE =
      Repository.file("../shared/data/cifar10-jpeg/train.tar.gz").toAbsolutePath();
  private static final int OF_A_CLASS = 500;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private static Path folder;

  @Test
  void learnsFromATenthOfCifar10() throws IOException, InterruptedException {
    assumeTrue(Files.exists(ARCHIVE), "No " + ARCHIVE + ": nothing to train on.");
    unpack();
    Path output = folder.resolve("run");
    List<String> command =
        List.of(
            Repository.file("scripts/lockstep").toString(),
            "train",
            "conf/cifar10-3c3d.yaml",
            "--data=" + folder,
            "--master=local[2]",
            "--workers=2",
            "--output=" + output,
            "--set=data.validation=0.2",
            "--set=training.epochs=1",
            "--set=training.global-batch=64",
            "--set=augmentation=[{flip: horizontal}, {translate: 4}]",
            "--set=optimizer.l2=0.0005",
            "--set=optimizer.schedule={type: cosine, warm-up: 10st}");
    try (LockstepProcess training =
        // Some of the engine's loops are only fast by the optimizing compiler.
        LockstepProcess.start(folder, Map.of("JAVA_TOOL_OPTIONS", ""), command)) {
      Outcome outcome = training.await(LIMIT);
      assertEquals(0, outcome.exitCode(), outcome.toString());
    }
    JsonNode result = new RunOutput(output).result();
    assertEquals(0, result.path("exitCode").intValue(), result.toString());
    // A guess is right in 0.1 of all cases.
    assertTrue(result.path("accuracy").doubleValue() > 0.25, result.toString());
  }

  /** The first pictures of each class. */
  private static void unpack() throws IOException {
    Map<String, Integer> taken = new HashMap<>();
    try (InputStream in = Files.newInputStream(ARCHIVE);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (entry.isFile()
            && file.startsWith(folder)
            && taken.merge(file.getParent().toString(), 1, Integer::sum) <= OF_A_CLASS) {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
        }
      }
    }
  }
}
