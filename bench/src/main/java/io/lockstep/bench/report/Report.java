package io.lockstep.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.bench.contest.Comparison;
import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a benchmark found: {@code results.json} and {@code results.md}.
 *
 * @param command as typed
 * @param started when the benchmark began
 * @param comparisons with at least one pair each
 * @param skipped what could not be measured here, and why
 */
public record Report(
    String command,
    Instant started,
    Commit commit,
    Machine machine,
    List<Comparison> comparisons,
    List<Skipped> skipped) {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A contest that could not be held. */
  public record Skipped(String work, String peer, String why) {}

  public Report {
    comparisons = List.copyOf(comparisons);
    skipped = List.copyOf(skipped);
  }

  /** Writes both files, over those of an earlier moment of the same benchmark. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.json"), JSON.writeValueAsString(json()) + "\n");
    Files.writeString(folder.resolve("results.md"), MarkdownReport.of(this));
  }

  private ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("command", command);
    root.put("started", started.toString());
    root.put("commit", commit.id());
    root.put("tree", commit.state().name().toLowerCase(java.util.Locale.ROOT));
    root.set("machine", JSON.valueToTree(machine));
    ArrayNode all = root.putArray("comparisons");
    comparisons.forEach(comparison -> all.add(json(comparison)));
    root.set("skipped", JSON.valueToTree(skipped));
    return root;
  }

  private static ObjectNode json(Comparison comparison) {
    ObjectNode object = JSON.createObjectNode();
    object.put("work", comparison.work());
    object.put("product", comparison.product());
    object.put("peer", comparison.peer());
    object.put("productGiven", comparison.productGiven());
    object.put("peerGiven", comparison.peerGiven());
    object.put("unit", comparison.quantity().unit());
    object.put("medianProduct", comparison.medianProduct());
    object.put("medianPeer", comparison.medianPeer());
    object.put("medianRatio", comparison.medianRatio());
    comparison.target().ifPresent(target -> object.put("target", target));
    object.put("reached", comparison.verdict().words());
    ArrayNode pairs = object.putArray("pairs");
    for (int i = 0; i < comparison.pairs().size(); i++) {
      pairs.add(json(comparison.pairs().get(i), comparison.ratios().get(i)));
    }
    return object;
  }

  private static ObjectNode json(Pair pair, double ratio) {
    ObjectNode object = JSON.createObjectNode();
    object.put("order", pair.order().name().toLowerCase(java.util.Locale.ROOT));
    object.put("ratio", ratio);
    object.set("product", json(pair.product()));
    object.set("peer", json(pair.peer()));
    return object;
  }

  private static ObjectNode json(Measurement measurement) {
    ObjectNode object = JSON.createObjectNode();
    object.put("value", measurement.value());
    object.put("loadBefore", measurement.loadBefore());
    object.put("command", measurement.command());
    object.set("notes", JSON.valueToTree(measurement.notes()));
    return object;
  }
}
