package io.lockstep.metrics;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link MetricJson} writes. */
final class MetricParser {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private MetricParser() {}

  /**
   * The metric of a line.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static Metric parse(String line) {
    JsonNode json = json(line);
    long version = member(json, "version").asLong(-1);
    if (version != MetricJson.VERSION) {
      throw new IllegalArgumentException(
          "it has version "
              + member(json, "version")
              + ", this Lockstep reads version "
              + MetricJson.VERSION);
    }
    Progress progress =
        new Progress(
            integer(json, "step"), integer(json, "examples"), integer(json, "examplesPerEpoch"));
    String type = member(json, "type").asText();
    return switch (type) {
      case "step" -> step(json, progress);
      case "evaluation" -> evaluation(json, progress);
      case "checkpoint" ->
          new Metric.Checkpoint(progress, member(json, "name").asText(), number(json, "seconds"));
      default -> throw new IllegalArgumentException("it is of the unknown type " + type);
    };
  }

  private static Metric step(JsonNode json, Progress progress) {
    List<Metric.WorkerTimes> workers = new ArrayList<>();
    for (JsonNode times : member(json, "workers")) {
      workers.add(
          new Metric.WorkerTimes(
              number(times, "data"),
              number(times, "compute"),
              number(times, "waiting"),
              number(times, "communicate"),
              number(times, "update")));
    }
    return new Metric.Step(
        progress,
        integer(json, "batch"),
        number(json, "loss"),
        number(json, "learningRate"),
        number(json, "gradientNorm"),
        workers,
        traffic(json));
  }

  /** Lines from before there was any have none. */
  private static Metric.Traffic traffic(JsonNode json) {
    long sent = json.has("sentBytes") ? integer(json, "sentBytes") : 0;
    JsonNode compression = json.get("compression");
    if (compression == null) {
      return new Metric.Traffic(sent, 0, Double.NaN, Double.NaN);
    }
    boolean looked = compression.has("error");
    return new Metric.Traffic(
        sent,
        integer(compression, "encodedBytes"),
        looked ? number(compression, "error") : Double.NaN,
        looked ? number(compression, "cosine") : Double.NaN);
  }

  private static Metric evaluation(JsonNode json, Progress progress) {
    JsonNode members = member(json, "values");
    Map<String, Double> values = new LinkedHashMap<>();
    members.fieldNames().forEachRemaining(name -> values.put(name, number(members, name)));
    return new Metric.Evaluation(
        progress, values, number(json, "seconds"), member(json, "best").asBoolean());
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private static long integer(JsonNode json, String name) {
    JsonNode node = member(json, name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new IllegalArgumentException("\"" + name + "\" is not an integer: " + node);
    }
    return node.longValue();
  }

  private static double number(JsonNode json, String name) {
    JsonNode node = member(json, name);
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("\"" + name + "\" is not a number: " + node);
    };
  }

  private static JsonNode member(JsonNode json, String name) {
    JsonNode node = json.get(name);
    if (node == null) {
      throw new IllegalArgumentException("\"" + name + "\" is missing");
    }
    return node;
  }
}
