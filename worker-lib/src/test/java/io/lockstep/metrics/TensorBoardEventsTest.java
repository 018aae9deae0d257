package io.lockstep.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.LockstepException;
import io.lockstep.progress.Progress;
import io.lockstep.storage.LocalStorage;
import io.lockstep.storage.TestingStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardEventsTest {
  private static final String FILE = "events.out.tfevents.1700000000.worker_0";

  private final TestingStorage storage = new TestingStorage();

  @Test
  void theTestsOwnChecksumKnowsThePublishedValue() {
    // RFC 3720 B.4 gives 32 bytes of zeros; the check value of "123456789" is in every catalogue.
    assertEquals(0x8A9136AA, TestingEvent.crc(new byte[32]));
    assertEquals(0xE3069283, TestingEvent.crc("123456789".getBytes(US_ASCII)));
  }

  @Test
  void writesEventsThatOtherReadersRead() throws IOException {
    write(
        TensorBoardEvents.start(storage, "worker_0", clock(1_700_000_000_500L)),
        TestingMetrics.step(4, 2),
        TestingMetrics.evaluation(4),
        TestingMetrics.checkpoint(4));
    List<TestingEvent> events = TestingEvent.read(storage.bytes(FILE));
    assertEquals(4, events.size());
    assertEquals(Optional.of("brain.Event:2"), events.get(0).fileVersion());
    for (TestingEvent event : events) {
      assertEquals(1_700_000_000.5, event.wallTime());
    }
    Map<String, Float> step = scalars(events.get(1), 4);
    assertEquals(
        List.of(
            "loss/train",
            "learning-rate",
            "gradient-norm",
            "examples-per-second",
            "time-data/worker-0",
            "time-compute/worker-0",
            "time-waiting/worker-0",
            "time-communicate/worker-0",
            "time-update/worker-0",
            "time-data/worker-1",
            "time-compute/worker-1",
            "time-waiting/worker-1",
            "time-communicate/worker-1",
            "time-update/worker-1"),
        List.copyOf(step.keySet()));
    assertEquals(0.25f, step.get("loss/train"));
    assertEquals(0.001f, step.get("learning-rate"));
    assertEquals(2.5f, step.get("gradient-norm"));
    assertEquals((float) (32 / 0.96875), step.get("examples-per-second"));
    assertEquals(0.25f, step.get("time-waiting/worker-1"));
    assertEquals(0.0625f, step.get("time-update/worker-0"));
    assertEquals(
        Map.of("loss/validation", 0.75f, "accuracy/validation", 0.9375f),
        scalars(events.get(2), 4));
    assertEquals(Map.of("checkpoint-seconds", 0.25f), scalars(events.get(3), 4));
  }

  @Test
  void writesLargeStepsAndNumbersThatAreNotFinite() throws IOException {
    long large = (1L << 40) + 5;
    Metric.Step step =
        new Metric.Step(
            new Progress(large, large, 100),
            1,
            Double.NaN,
            1e-50,
            Double.POSITIVE_INFINITY,
            List.of());
    write(TensorBoardEvents.start(storage, "worker_0", clock(1_700_000_000_000L)), step);
    Map<String, Float> values = scalars(TestingEvent.read(storage.bytes(FILE)).get(1), large);
    assertEquals(
        List.of("loss/train", "learning-rate", "gradient-norm"), List.copyOf(values.keySet()));
    assertEquals(Float.NaN, values.get("loss/train"));
    assertEquals(0f, values.get("learning-rate"));
    assertEquals(Float.POSITIVE_INFINITY, values.get("gradient-norm"));
  }

  @Test
  void thinsOutTheTimesOfManyWorkers() throws IOException {
    Metric[] steps = new Metric[8];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = TestingMetrics.step(i + 1, 32);
    }
    write(TensorBoardEvents.start(storage, "worker_0", clock(1_700_000_000_000L)), steps);
    List<TestingEvent> events = TestingEvent.read(storage.bytes(FILE));
    for (int step = 1; step <= steps.length; step++) {
      assertEquals(
          step % 4 == 0,
          scalars(events.get(step), step).containsKey("time-update/worker-31"),
          "step " + step);
    }
  }

  @Test
  void aResumeMakesTensorBoardForgetWhatCameAfterTheCheckpoint() throws IOException {
    write(
        TensorBoardEvents.start(storage, "worker_0", clock(1_700_000_000_000L)),
        TestingMetrics.step(1, 1),
        TestingMetrics.step(2, 1));
    write(
        TensorBoardEvents.resume(storage, "worker_0", clock(1_700_000_060_000L), 1),
        TestingMetrics.step(2, 1));
    assertEquals(List.of(FILE, "events.out.tfevents.1700000060.worker_0"), storage.list(""));
    List<TestingEvent> events =
        TestingEvent.read(storage.bytes("events.out.tfevents.1700000060.worker_0"));
    assertEquals(Optional.of("brain.Event:2"), events.get(0).fileVersion());
    assertEquals(Optional.of(1L), events.get(1).sessionStatus(), "START");
    assertEquals(2, events.get(1).step(), "the first step that is forgotten");
    scalars(events.get(2), 2);
    assertEquals(3, events.size());
  }

  @Test
  void anotherStartInTheSameSecondSortsAfterTheFirst() throws IOException {
    write(
        TensorBoardEvents.start(storage, "worker_0", clock(1_700_000_000_000L)),
        TestingMetrics.step(1, 1));
    write(
        TensorBoardEvents.resume(storage, "worker_0", clock(1_700_000_000_999L), 1),
        TestingMetrics.step(2, 1));
    assertEquals(List.of(FILE, FILE + ".00001"), storage.list(""));
    assertEquals(2, TestingEvent.read(storage.bytes(FILE)).size());
    assertEquals(3, TestingEvent.read(storage.bytes(FILE + ".00001")).size());
  }

  @Test
  void growsOneFileOnALocalDisk(@TempDir Path folder) throws IOException {
    Clock clock = clock(1_700_000_000_000L);
    try (TensorBoardEvents events =
        TensorBoardEvents.start(new LocalStorage(folder), "my host/é", clock)) {
      events.flush();
      events.accept(TestingMetrics.step(1, 1));
      events.flush();
      Path file = folder.resolve("events.out.tfevents.1700000000.my_host__");
      assertEquals(2, TestingEvent.read(Files.readAllBytes(file)).size());
    }
  }

  @Test
  void namesTheFileThatCannotBeWritten() {
    TensorBoardEvents events =
        TensorBoardEvents.start(storage, "worker_0", clock(1_700_000_000_000L));
    storage.failAfter(0);
    assertEquals(
        "Cannot write memory/" + FILE + ": out of changes at write " + FILE,
        assertThrows(LockstepException.class, events::flush).getMessage());
  }

  private static Map<String, Float> scalars(TestingEvent event, long step) {
    assertEquals(step, event.step());
    assertEquals(Optional.empty(), event.sessionStatus());
    return event.scalars().orElseThrow();
  }

  private static Clock clock(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static void write(TensorBoardEvents events, Metric... metrics) {
    try (events) {
      for (Metric metric : metrics) {
        events.accept(metric);
      }
    }
  }
}
