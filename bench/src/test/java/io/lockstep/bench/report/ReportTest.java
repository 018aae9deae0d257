package io.lockstep.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.bench.contest.Comparison;
import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.TestingSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  @Test
  void tableHasMediansRatiosTargetAndVerdict() throws IOException, InterruptedException {
    report().write(folder);
    List<String> lines = Files.readAllLines(folder.resolve("results.md"));
    assertTrue(
        lines.contains(
            "| mlp | b | examples/s | 3,000 | 1,000 | 3.00 | 1.00 | 5.00 | 5 | 1.50 | yes |"),
        lines.toString());
    assertTrue(
        lines.contains("- mlp against b, pair by pair: 1.00, 2.00, 3.00, 4.00, 5.00"),
        lines.toString());
    assertTrue(lines.contains("- Skipped: lenet against c. No c here."), lines.toString());
    assertTrue(lines.contains("- b (version 1): what b was given."), lines.toString());
  }

  @Test
  void jsonHasEveryRunWithItsCommandAndLoad() throws IOException, InterruptedException {
    report().write(folder);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("results.json").toFile());
    assertEquals(1, json.path("version").asInt());
    assertEquals("abc", json.path("commit").asText());
    assertEquals("changed", json.path("tree").asText());
    assertEquals(4, json.path("machine").path("cores").asInt());
    JsonNode comparison = json.path("comparisons").path(0);
    assertEquals(3.0, comparison.path("medianRatio").asDouble());
    assertEquals("peer_first", comparison.path("pairs").path(1).path("order").asText());
    JsonNode run = comparison.path("pairs").path(1).path("product");
    assertEquals(2000.0, run.path("value").asDouble());
    assertEquals(0.25, run.path("loadBefore").asDouble());
    assertEquals("run-a", run.path("command").asText());
    assertEquals("1", run.path("notes").path("version").asText());
  }

  private static Report report() throws InterruptedException {
    List<String> calls = new ArrayList<>();
    Comparison comparison =
        new Contest(
                "mlp",
                new TestingSide("a", calls, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0),
                new TestingSide("b", calls, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0),
                Quantity.EXAMPLES_PER_SECOND,
                OptionalDouble.of(1.5))
            .run(5, Path.of("runs"), soFar -> {});
    return new Report(
        "scripts/bench peers",
        Instant.EPOCH,
        new Commit("abc", Commit.State.CHANGED),
        new Machine("CPU", 4, "L1d 32K", 1 << 30, "Linux", "JVM"),
        List.of(comparison),
        List.of(new Report.Skipped("lenet", "c", "No c here.")));
  }
}
