package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.training.StopRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalsTest {
  private final StringWriter err = new StringWriter();
  private final LinkedBlockingQueue<Integer> halts = new LinkedBlockingQueue<>();
  private final List<String> notes = new ArrayList<>();
  private final StopRequest stop = new StopRequest();

  @Test
  void asksTheRunToStopAndThenEndsTheProcess() {
    try (StopSignals signals = signals(Duration.ofHours(1))) {
      signals.received("TERM");
      assertEquals(Optional.of("SIGTERM"), stop.reason());
      assertEquals(
          List.of(
              "SIGTERM: the run ends after its next agreement, with a checkpoint. A second one ends"
                  + " it at once."),
          notes);
      assertTrue(halts.isEmpty());
      signals.received("INT");
      assertEquals(List.of(75), List.copyOf(halts));
      assertEquals(
          "lockstep: Cannot end in good order: a second signal, SIGINT, came\n", err.toString());
    }
  }

  @Test
  void endsTheProcessAtTheDeadline() throws InterruptedException {
    try (StopSignals signals = signals(Duration.ofMillis(1))) {
      signals.received("TERM");
      assertEquals(75, halts.poll(30, TimeUnit.SECONDS));
      assertEquals(
          "lockstep: Cannot end in good order: the run has not stopped within 0 s (deadlines.stop)."
              + " Go on from the last checkpoint with --resume.\n",
          err.toString());
    }
  }

  @Test
  void hearsTheRealSignalAndGivesItBack() throws Exception {
    CountDownLatch mine = new CountDownLatch(1);
    CountDownLatch before = new CountDownLatch(1);
    Runnable outer = OsSignal.handle("USR2", before::countDown);
    try {
      Runnable inner = OsSignal.handle("USR2", mine::countDown);
      raise("USR2");
      assertTrue(mine.await(30, TimeUnit.SECONDS));
      assertEquals(1, before.getCount());
      inner.run();
      raise("USR2");
      assertTrue(before.await(30, TimeUnit.SECONDS));
    } finally {
      outer.run();
    }
  }

  private static void raise(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(ProcessHandle.current().pid()))
            .start();
    assertTrue(kill.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, kill.exitValue());
  }

  private StopSignals signals(Duration deadline) {
    return new StopSignals(
        stop,
        deadline,
        new Surroundings(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            Terminal.NONE,
            Path.of(""),
            Clock.systemUTC(),
            System::nanoTime,
            halts::add),
        notes::add);
  }
}
