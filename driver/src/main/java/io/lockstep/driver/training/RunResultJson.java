package io.lockstep.driver.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.driver.training.RunResult.Status;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The text of {@code _RESULT.json} (docs/formats/result.md). Every key is always there, an absent
 * value is null; a reader refuses other keys and other versions.
 */
public final class RunResultJson {
  /** The version of the text. */
  public static final int VERSION = 1;

  private RunResultJson() {}

  public static byte[] write(RunResult result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION);
    json.put("status", result.status().name().toLowerCase(Locale.ROOT));
    json.put("exitCode", result.exitCode());
    put(json, "loss", result.loss());
    put(json, "accuracy", result.accuracy());
    json.put("steps", result.steps());
    json.put("epochs", result.epochs());
    json.put("examples", result.examples());
    json.put("seconds", result.seconds());
    json.put("examplesPerSecond", result.examplesPerSecond());
    json.put("workers", result.workers());
    json.put("generations", result.generations());
    json.put("engine", result.engine());
    json.put("parameters", result.parameters());
    json.put("parametersSha256", result.parametersSha256().orElse(null));
    json.put("driverBytes", result.driverBytes());
    RunMemory memory = result.memory();
    json.put("plannedHeapBytes", memory.plannedHeapBytes());
    json.put("plannedOutsideHeapBytes", memory.plannedOutsideHeapBytes());
    json.put("heapBytes", memory.measured().heapBytes());
    json.put("outsideHeapBytes", memory.measured().outsideHeapBytes());
    json.put("peakResidentBytes", memory.measured().peakResidentBytes());
    json.put("stoppedEarly", result.stoppedEarly().orElse(null));
    json.put("error", result.error().orElse(null));
    return JsonText.write(json);
  }

  /**
   * Reads a result.
   *
   * @throws IOException if the bytes are no result of this version
   */
  public static RunResult read(byte[] bytes) throws IOException {
    JsonText.Fields fields = JsonText.read(bytes, "result", VERSION);
    RunResult result;
    try {
      result =
          new RunResult(
              status(fields.text("status")),
              Math.toIntExact(fields.whole("exitCode")),
              fields.optionalNumber("loss"),
              fields.optionalNumber("accuracy"),
              fields.whole("steps"),
              fields.number("epochs"),
              fields.whole("examples"),
              fields.number("seconds"),
              fields.number("examplesPerSecond"),
              Math.toIntExact(fields.whole("workers")),
              Math.toIntExact(fields.whole("generations")),
              fields.text("engine"),
              fields.whole("parameters"),
              fields.optionalText("parametersSha256"),
              fields.whole("driverBytes"),
              memory(fields),
              fields.optionalText("stoppedEarly"),
              fields.optionalText("error"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("Cannot read the result: " + e.getMessage(), e);
    }
    fields.checkNoneLeft();
    return result;
  }

  private static RunMemory memory(JsonText.Fields fields) throws IOException {
    return new RunMemory(
        fields.whole("plannedHeapBytes"),
        fields.whole("plannedOutsideHeapBytes"),
        new MeasuredMemory(
            fields.whole("heapBytes"),
            fields.whole("outsideHeapBytes"),
            fields.whole("peakResidentBytes")));
  }

  private static Status status(String text) throws IOException {
    for (Status status : Status.values()) {
      if (status.name().toLowerCase(Locale.ROOT).equals(text)) {
        return status;
      }
    }
    throw new IOException("Cannot read the result: unknown status '" + text + "'");
  }

  private static void put(ObjectNode json, String key, OptionalDouble value) {
    JsonNode node =
        value.isPresent()
            ? JsonNodeFactory.instance.numberNode(value.getAsDouble())
            : JsonNodeFactory.instance.nullNode();
    json.set(key, node);
  }
}
