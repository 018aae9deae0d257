package io.lockstep.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lockstep.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A metric as one line of metrics.jsonl, as docs/formats/metrics.md has it. Numbers that are not
 * finite become the strings NaN, Infinity and -Infinity, since JSON has no number for them and a
 * diverged loss is not a missing one.
 */
final class MetricJson {
  static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private MetricJson() {}

  /** The line with its newline. */
  static byte[] line(Metric metric) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      if (metric instanceof Metric.Step step) {
        writeStep(json, step);
      } else if (metric instanceof Metric.Evaluation evaluation) {
        writeEvaluation(json, evaluation);
      } else if (metric instanceof Metric.Checkpoint checkpoint) {
        writeCheckpoint(json, checkpoint);
      }
      json.writeEndObject();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    out.writeBytes("\n".getBytes(UTF_8));
    return out.toByteArray();
  }

  private static void writeStep(JsonGenerator json, Metric.Step step) throws IOException {
    writeStart(json, "step", step.progress());
    json.writeNumberField("batch", step.examples());
    json.writeNumberField("loss", step.loss());
    json.writeNumberField("learningRate", step.learningRate());
    json.writeNumberField("gradientNorm", step.gradientNorm());
    json.writeNumberField("seconds", step.seconds());
    json.writeArrayFieldStart("workers");
    for (Metric.WorkerTimes times : step.workers()) {
      json.writeStartObject();
      json.writeNumberField("data", times.data());
      json.writeNumberField("compute", times.compute());
      json.writeNumberField("waiting", times.waiting());
      json.writeNumberField("communicate", times.communicate());
      json.writeNumberField("update", times.update());
      json.writeEndObject();
    }
    json.writeEndArray();
    writeTraffic(json, step.traffic());
  }

  private static void writeTraffic(JsonGenerator json, Metric.Traffic traffic) throws IOException {
    json.writeNumberField("sentBytes", traffic.sentBytes());
    if (traffic.encodedBytes() > 0) {
      json.writeObjectFieldStart("compression");
      json.writeNumberField("encodedBytes", traffic.encodedBytes());
      if (!Double.isNaN(traffic.error()) || !Double.isNaN(traffic.cosine())) {
        json.writeNumberField("error", traffic.error());
        json.writeNumberField("cosine", traffic.cosine());
      }
      json.writeEndObject();
    }
  }

  private static void writeEvaluation(JsonGenerator json, Metric.Evaluation evaluation)
      throws IOException {
    writeStart(json, "evaluation", evaluation.progress());
    json.writeObjectFieldStart("values");
    for (Map.Entry<String, Double> value : evaluation.values().entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("seconds", evaluation.seconds());
    json.writeBooleanField("best", evaluation.best());
  }

  private static void writeCheckpoint(JsonGenerator json, Metric.Checkpoint checkpoint)
      throws IOException {
    writeStart(json, "checkpoint", checkpoint.progress());
    json.writeStringField("name", checkpoint.name());
    json.writeNumberField("seconds", checkpoint.seconds());
  }

  private static void writeStart(JsonGenerator json, String type, Progress progress)
      throws IOException {
    json.writeStringField("type", type);
    json.writeNumberField("step", progress.step());
    json.writeNumberField("epoch", progress.epochs());
    json.writeNumberField("examples", progress.examples());
    json.writeNumberField("examplesPerEpoch", progress.examplesPerEpoch());
  }
}
