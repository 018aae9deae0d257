package io.lockstep.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import io.lockstep.worker.WorkerReport;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkerMessageTest {
  private static final Progress PROGRESS = new Progress(7, 640, 1_000);

  private static final List<WorkerMessage> MESSAGES =
      List.of(
          new WorkerMessage.Started(1, "10.0.0.7", "dl4j é", List.of("0", "3")),
          new WorkerMessage.Heartbeat(2),
          new WorkerMessage.Reported(
              List.of(
                  new Metric.Step(
                      PROGRESS,
                      64,
                      1.5,
                      1e-3,
                      0.25,
                      List.of(
                          new Metric.WorkerTimes(9, 1, 2, 3, 4),
                          new Metric.WorkerTimes(10, 5, 6, 7, 8))),
                  new Metric.Evaluation(
                      PROGRESS, new LinkedHashMap<>(Map.of("loss", 0.5)), 0.1, true),
                  new Metric.Checkpoint(PROGRESS, "step-0000000007", 0.01))),
          new WorkerMessage.Failed(
              0, "host", WorkerMessage.Echo.PEER_LOST, ExitCode.INTERNAL, "why", "at x.y"),
          new WorkerMessage.Finished(
              1,
              new WorkerReport(WorkerReport.Outcome.STOPPED, PROGRESS, 1.25, 500.5, "abc"),
              new MeasuredMemory(1L << 33, 2L << 33, 3L << 33)));

  @Test
  void everyMessageComesThroughAsItWas() {
    for (WorkerMessage message : MESSAGES) {
      byte[] bytes = new WorkerMessage.Envelope("run-1", message).write();
      assertEquals(
          new WorkerMessage.Envelope("run-1", message), WorkerMessage.Envelope.read(bytes));
    }
  }

  @Test
  void aDamagedMessageIsRefusedBeforeAnythingLargeIsAllocated() {
    SplittableRandom random = new SplittableRandom(3);
    for (WorkerMessage message : MESSAGES) {
      byte[] bytes = new WorkerMessage.Envelope("run-1", message).write();
      for (int length = 0; length < bytes.length; length++) {
        byte[] torn = Arrays.copyOf(bytes, length);
        assertThrows(RuntimeException.class, () -> WorkerMessage.Envelope.read(torn));
      }
      for (int trial = 0; trial < 300; trial++) {
        byte[] wrong = bytes.clone();
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
        try {
          WorkerMessage.Envelope.read(wrong);
        } catch (IllegalArgumentException | UncheckedIOException e) {
          assertTrue(e.getMessage().length() > 10);
        }
      }
    }
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] bytes = new WorkerMessage.Envelope("n", new WorkerMessage.Heartbeat(0)).write();
    bytes[0] = 9;
    assertEquals(
        "Invalid version of a worker's message (1): 9",
        assertThrows(IllegalArgumentException.class, () -> WorkerMessage.Envelope.read(bytes))
            .getMessage());
  }

  @Test
  void repliesCarryTheDriversWord() {
    for (DriverWord word : DriverWord.values()) {
      assertEquals(word, WorkerMessage.readReply(WorkerMessage.reply(word)));
    }
    assertThrows(IllegalArgumentException.class, () -> WorkerMessage.readReply("stop"));
    assertThrows(IllegalArgumentException.class, () -> WorkerMessage.readReply(new byte[] {1, 9}));
  }
}
