package io.lockstep.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One short pair for real, as a user runs it. */
class PeersIT {
  private static final Path ROOT = Path.of(System.getProperty("lockstep.root", ".."));
  private static final int LIMIT_MINUTES = 5;

  @TempDir private Path folder;

  @Test
  void productAndAPeerRunInTurn() throws IOException, InterruptedException {
    Path data = ROOT.resolve("../shared/data");
    assumeTrue(
        Files.isDirectory(data.resolve("mnist")), "No MNIST in " + data + ": nothing to train on.");
    Process process =
        new ProcessBuilder(
                ROOT.resolve("scripts/bench").toString(),
                "peers",
                "--work=mlp",
                "--peers=dl4j-fit",
                "--pairs=1",
                "--steps=3",
                "--output=" + folder.resolve("results"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    try {
      assertTrue(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), this::output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), this::output);

    JsonNode results = new ObjectMapper().readTree(folder.resolve("results/results.json").toFile());
    JsonNode pair = results.path("comparisons").path(0).path("pairs").path(0);
    // The same network on both sides.
    assertEquals("2913290", pair.path("product").path("notes").path("parameters").asText());
    assertEquals("2913290", pair.path("peer").path("notes").path("parameters").asText());
    assertEquals("13", pair.path("product").path("notes").path("steps").asText());
    assertTrue(pair.path("ratio").asDouble() > 0, this::output);
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      return "no output: " + e.getMessage();
    }
  }
}
