package io.lockstep.driver.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.driver.training.RunResult.Status;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunResultTest {
  private static final String HASH = "ab".repeat(32);
  private static final RunMemory MEMORY = new RunMemory(100, 200, new MeasuredMemory(90, 150, 360));
  private static final RunResult COMPLETED =
      new RunResult(
          Status.COMPLETED,
          0,
          OptionalDouble.of(0.125),
          OptionalDouble.of(0.9875),
          345,
          30,
          43_110,
          12.5,
          8_000.5,
          2,
          1,
          "dl4j 1.0.0-M2.1 (CPU)",
          2_410,
          Optional.of(HASH),
          9_876,
          MEMORY,
          Optional.empty());
  private static final RunResult FAILED =
      new RunResult(
          Status.FAILED,
          65,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          0,
          0,
          0,
          1.5,
          0,
          0,
          0,
          "dl4j",
          0,
          Optional.empty(),
          0,
          RunMemory.NONE,
          Optional.of("Cannot read a.csv: line 3 has 4 cells, not 5"));

  @Test
  void isWrittenWithEveryKey() {
    assertEquals(
        """
        {
          "version" : 1,
          "status" : "completed",
          "exitCode" : 0,
          "loss" : 0.125,
          "accuracy" : 0.9875,
          "steps" : 345,
          "epochs" : 30.0,
          "examples" : 43110,
          "seconds" : 12.5,
          "examplesPerSecond" : 8000.5,
          "workers" : 2,
          "generations" : 1,
          "engine" : "dl4j 1.0.0-M2.1 (CPU)",
          "parameters" : 2410,
          "parametersSha256" : "%s",
          "driverBytes" : 9876,
          "plannedHeapBytes" : 100,
          "plannedOutsideHeapBytes" : 200,
          "heapBytes" : 90,
          "outsideHeapBytes" : 150,
          "peakResidentBytes" : 360,
          "stoppedEarly" : null,
          "error" : null
        }
        """
            .formatted(HASH),
        text(COMPLETED));
  }

  @Test
  void readsWhatItWrites() throws IOException {
    assertEquals(COMPLETED, RunResultJson.read(RunResultJson.write(COMPLETED)));
    assertEquals(FAILED, RunResultJson.read(RunResultJson.write(FAILED)));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused(
        "Cannot read the result: its version is 2, not 1",
        text(FAILED).replace("\"version\" : 1", "\"version\" : 2"));
    assertRefused(
        "Cannot read the result: unknown keys colour",
        text(FAILED).replace("\"steps\"", "\"colour\" : 1, \"steps\""));
    assertRefused(
        "Cannot read the result: it has no 'steps'", text(FAILED).replace("\"steps\" : 0,", ""));
    assertRefused(
        "Cannot read the result: 'steps' is \"none\", not a whole number",
        text(FAILED).replace("\"steps\" : 0", "\"steps\" : \"none\""));
    assertRefused(
        "Cannot read the result: unknown status 'done'",
        text(FAILED).replace("\"failed\"", "\"done\""));
    assertRefused(
        "Cannot read the result: Duplicate field 'steps'",
        text(FAILED).replace("\"steps\" : 0", "\"steps\" : 0, \"steps\" : 0"));
    assertRefused("Cannot read the result: it is no JSON object", "[]");
    assertRefused(
        "Cannot read the result: Invalid steps (at least 0): -1",
        text(FAILED).replace("\"steps\" : 0", "\"steps\" : -1"));
  }

  @Test
  void joinsLinesOfAnErrorIntoOne() {
    assertEquals(
        "Cannot use plan a.yaml (2 problems): line 1: x; line 2: y",
        RunResult.oneLine("Cannot use plan a.yaml (2 problems):\n  line 1: x\n\n  line 2: y\n"));
    assertEquals("unknown error", RunResult.oneLine(" \n"));
  }

  private static String text(RunResult result) {
    return new String(RunResultJson.write(result), UTF_8);
  }

  private static void assertRefused(String message, String json) {
    IOException e = assertThrows(IOException.class, () -> RunResultJson.read(json.getBytes(UTF_8)));
    assertEquals(message, e.getMessage());
  }
}
