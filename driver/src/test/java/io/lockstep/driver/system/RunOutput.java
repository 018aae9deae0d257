package io.lockstep.driver.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run has left in its output folder, read by no code of ours: plain JSON, as a user's script
 * would read it.
 */
record RunOutput(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** {@code _RESULT.json}. */
  JsonNode result() {
    return json(text("_RESULT.json"));
  }

  String parametersSha256() {
    return result().path("parametersSha256").textValue();
  }

  /** The lines of {@code metrics.jsonl} of a type: step, evaluation or checkpoint. */
  List<JsonNode> metrics(String type) {
    return text("metrics.jsonl")
        .lines()
        .map(RunOutput::json)
        .filter(line -> line.path("type").textValue().equals(type))
        .toList();
  }

  /** The loss of each step, in order. */
  double[] losses() {
    return metrics("step").stream().mapToDouble(step -> step.path("loss").doubleValue()).toArray();
  }

  /** Files or folders whose names begin so, sorted. */
  List<Path> named(String beginning) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(beginning))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " of " + folder, e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
