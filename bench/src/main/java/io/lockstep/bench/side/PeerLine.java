package io.lockstep.bench.side;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a peer says of its run: the last line of its standard output that is a JSON object, with
 * {@code examplesPerSecond} or {@code seconds} as a number and anything else as notes.
 */
record PeerLine(double value, Map<String, String> notes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static PeerLine parse(String stdout, Quantity quantity) {
    String line =
        stdout
            .lines()
            .map(String::strip)
            .filter(text -> text.startsWith("{") && text.endsWith("}"))
            .reduce((first, second) -> second)
            .orElseThrow(() -> failure("no line is a JSON object", stdout));
    JsonNode object = object(line);
    String member = quantity == Quantity.SECONDS ? "seconds" : "examplesPerSecond";
    JsonNode value = object.path(member);
    if (!value.isNumber() || !(value.asDouble() > 0) || Double.isInfinite(value.asDouble())) {
      throw failure(member + " is no number greater than 0", line);
    }
    Map<String, String> notes = new TreeMap<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getKey().equals(member)) {
                notes.put(
                    field.getKey(),
                    field.getValue().isTextual()
                        ? field.getValue().asText()
                        : field.getValue().toString());
              }
            });
    return new PeerLine(value.asDouble(), notes);
  }

  private static JsonNode object(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw failure(e.getOriginalMessage(), line);
    }
  }

  private static LockstepException failure(String why, String text) {
    return new LockstepException(
        ExitCode.INTERNAL, "Cannot read what a peer measured: " + why + ": " + text.strip());
  }
}
