package io.lockstep.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.progress.Progress;
import io.lockstep.storage.LocalStorage;
import io.lockstep.storage.Storage;
import io.lockstep.storage.TestingStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {
  private static final String STEP =
      "{\"version\":1,\"type\":\"step\",\"step\":4,\"epoch\":1.28,\"examples\":128,"
          + "\"examplesPerEpoch\":100,\"batch\":32,\"loss\":0.25,\"learningRate\":0.001,"
          + "\"gradientNorm\":2.5,\"seconds\":0.96875,\"workers\":["
          + "{\"data\":0.03125,\"compute\":0.5,\"waiting\":0.0,\"communicate\":0.125,\"update\":0.0625},"
          + "{\"data\":0.03125,\"compute\":0.5,\"waiting\":0.25,\"communicate\":0.125,\"update\":0.0625}],\"sentBytes\":0}\n";

  private final TestingStorage parts = new TestingStorage();

  @Test
  void writesTheDocumentedLines() throws IOException {
    write(
        JsonLines.start(parts),
        TestingMetrics.step(4, 2),
        TestingMetrics.evaluation(4),
        TestingMetrics.checkpoint(4));
    assertEquals(
        STEP
            + "{\"version\":1,\"type\":\"evaluation\",\"step\":4,\"epoch\":1.28,\"examples\":128,"
            + "\"examplesPerEpoch\":100,\"values\":{\"loss\":0.75,\"accuracy\":0.9375},"
            + "\"seconds\":1.5,\"best\":true}\n"
            + "{\"version\":1,\"type\":\"checkpoint\",\"step\":4,\"epoch\":1.28,\"examples\":128,"
            + "\"examplesPerEpoch\":100,\"name\":\"step-4\",\"seconds\":0.25}\n",
        text("metrics.jsonl"));
  }

  @Test
  void readsBackEqualMetricsInTheirOrder() {
    List<Metric> metrics = new ArrayList<>();
    for (int step = 1; step <= 50; step++) {
      metrics.add(TestingMetrics.step(step, step % 4));
    }
    metrics.add(
        new Metric.Step(
            new Progress(51, 51 * 32, 100),
            32,
            0.5,
            0.001,
            2.5,
            List.of(),
            new Metric.Traffic(1L << 40, 123, 0.25, 0.75)));
    metrics.add(TestingMetrics.evaluation(50));
    metrics.add(TestingMetrics.checkpoint(50));
    write(JsonLines.start(parts), metrics.toArray(Metric[]::new));
    assertEquals(metrics, new MetricsReader(parts).all());
  }

  @Test
  void keepsNumbersThatAreNotFinite() throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", Double.NaN);
    values.put("r2", Double.NEGATIVE_INFINITY);
    Metric evaluation = new Metric.Evaluation(TestingMetrics.progress(1), values, 1, false);
    Metric step =
        new Metric.Step(
            TestingMetrics.progress(1), 32, Double.NaN, 0.1, Double.POSITIVE_INFINITY, List.of());
    write(JsonLines.start(parts), step, evaluation);
    assertTrue(
        text("metrics.jsonl").contains("\"values\":{\"loss\":\"NaN\",\"r2\":\"-Infinity\"}"));
    assertEquals(List.of(step, evaluation), new MetricsReader(parts).all());
  }

  @Test
  void showsWhatWasFlushed(@TempDir Path folder) {
    Storage storage = new LocalStorage(folder);
    try (JsonLines lines = JsonLines.start(storage)) {
      lines.accept(TestingMetrics.step(1, 1));
      assertEquals(List.of(), new MetricsReader(storage).all());
      lines.flush();
      assertEquals(List.of(TestingMetrics.step(1, 1)), new MetricsReader(storage).all());
    }
  }

  @Test
  void hasNothingToReadBeforeTheFirstLine() {
    assertEquals(List.of(), new MetricsReader(parts).all());
  }

  @Test
  void removesWhatAnEarlierRunLeft() {
    writeParts(7);
    assertEquals(List.of("metrics-00001.jsonl", "metrics.jsonl"), parts.list(""));
    write(JsonLines.start(parts), TestingMetrics.step(1, 1));
    assertEquals(List.of("metrics.jsonl"), parts.list(""));
    assertEquals(List.of(TestingMetrics.step(1, 1)), new MetricsReader(parts).all());
  }

  @Test
  void aResumeCutsBackToTheCheckpointAndGoesOn(@TempDir Path folder) {
    cutsBack(new LocalStorage(folder));
    cutsBack(parts);
  }

  private static void cutsBack(Storage storage) {
    write(
        JsonLines.start(storage),
        TestingMetrics.step(1, 2),
        TestingMetrics.step(2, 2),
        TestingMetrics.evaluation(2),
        TestingMetrics.checkpoint(2),
        TestingMetrics.step(3, 2),
        TestingMetrics.evaluation(3));
    write(JsonLines.resume(storage, 2), TestingMetrics.step(3, 1));
    assertEquals(
        List.of(
            TestingMetrics.step(1, 2),
            TestingMetrics.step(2, 2),
            TestingMetrics.evaluation(2),
            TestingMetrics.checkpoint(2),
            TestingMetrics.step(3, 1)),
        new MetricsReader(storage).all());
  }

  @Test
  void aResumeWithoutAnyMetricsBegins() {
    write(JsonLines.resume(parts, 0), TestingMetrics.step(1, 1));
    assertEquals(List.of(TestingMetrics.step(1, 1)), new MetricsReader(parts).all());
  }

  @Test
  void aTornLastLineIsPassedOverAndCutOff() throws IOException {
    parts.write("metrics.jsonl", out -> out.write((STEP + STEP.substring(0, 99)).getBytes(UTF_8)));
    assertEquals(List.of(TestingMetrics.step(4, 2)), new MetricsReader(parts).all());
    write(JsonLines.resume(parts, 9), TestingMetrics.step(5, 2));
    assertEquals(
        List.of(TestingMetrics.step(4, 2), TestingMetrics.step(5, 2)),
        new MetricsReader(parts).all());
  }

  @Test
  void aResumeCutsPartsWhereverTheProcessDies() {
    writeParts(13);
    int partsBefore = parts.list("").size();
    assertEquals(3, partsBefore);
    for (int changes = 0; changes < partsBefore; changes++) {
      parts.failAfter(changes);
      try {
        JsonLines.resume(parts, 2).close();
      } catch (LockstepException e) {
        assertTrue(e.getMessage().startsWith("Cannot write memory/metrics.jsonl: "));
      }
      parts.failAfter(Integer.MAX_VALUE);
      List<Long> steps = stepsOf(parts);
      assertEquals(List.of(1L, 2L), steps.subList(0, 2), "after " + changes + " changes");
      for (int i = 0; i < steps.size(); i++) {
        assertEquals(i + 1, steps.get(i), "after " + changes + " changes");
      }
    }
    write(JsonLines.resume(parts, 2), TestingMetrics.step(3, 1));
    assertEquals(List.of(1L, 2L, 3L), stepsOf(parts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1 | \"version\":2 | it has version 2, this Lockstep reads version 1",
        "\"version\":1, | '' | \"version\" is missing",
        "\"type\":\"step\" | \"type\":\"leap\" | it is of the unknown type leap",
        "\"step\":4 | \"step\":-4 | Invalid step (at least 0): -4",
        "\"step\":4 | \"step\":4.5 | \"step\" is not an integer: 4.5",
        "\"loss\":0.25 | \"loss\":\"low\" | \"loss\" is not a number: \"low\"",
        "\"loss\":0.25 | \"loss\":0.25,\"loss\":1 | it is no JSON (Duplicate field 'loss')",
      })
  void namesFileAndLineOfWhatItCannotRead(String part, String instead, String message)
      throws IOException {
    String broken = STEP.replace(part, instead);
    parts.write("metrics.jsonl", out -> out.write((STEP + broken + STEP).getBytes(UTF_8)));
    LockstepException failure =
        assertThrows(LockstepException.class, () -> new MetricsReader(parts).all());
    assertEquals("Cannot read memory/metrics.jsonl line 2: " + message, failure.getMessage());
    assertEquals(ExitCode.DATA, failure.exitCode());
  }

  @Test
  void refusesALineWithoutEnd() throws IOException {
    parts.write("metrics.jsonl", out -> out.write(new byte[Lines.MAX_BYTES + 1]));
    assertEquals(
        "Cannot read memory/metrics.jsonl line 1: it is longer than 16777216 bytes",
        assertThrows(LockstepException.class, () -> new MetricsReader(parts).all()).getMessage());
  }

  @Test
  void namesTheFileThatCannotBeWritten() {
    JsonLines lines = JsonLines.start(parts);
    lines.accept(TestingMetrics.step(1, 1));
    parts.failAfter(0);
    LockstepException failure = assertThrows(LockstepException.class, lines::flush);
    assertEquals(
        "Cannot write memory/metrics.jsonl: out of changes at write metrics.jsonl",
        failure.getMessage());
    assertEquals(ExitCode.TEMPORARY, failure.exitCode());
  }

  @Test
  void closesEverySinkThoughOneFails() {
    TestingStorage failing = new TestingStorage();
    MetricSink all = MetricSink.all(List.of(JsonLines.start(failing), JsonLines.start(parts)));
    all.accept(TestingMetrics.step(1, 1));
    failing.failAfter(0);
    assertThrows(LockstepException.class, all::close);
    assertEquals(List.of(TestingMetrics.step(1, 1)), new MetricsReader(parts).all());
  }

  /** Steps so wide that a part holds only a few. */
  private void writeParts(int steps) {
    try (JsonLines lines = JsonLines.start(parts)) {
      for (int step = 1; step <= steps; step++) {
        lines.accept(TestingMetrics.step(step, 3_000));
        lines.flush();
      }
    }
  }

  private static List<Long> stepsOf(Storage storage) {
    return new MetricsReader(storage).all().stream().map(m -> m.progress().step()).toList();
  }

  private static void write(JsonLines lines, Metric... metrics) {
    try (lines) {
      for (Metric metric : metrics) {
        lines.accept(metric);
      }
    }
  }

  private String text(String name) throws IOException {
    return new String(parts.bytes(name), UTF_8);
  }
}
