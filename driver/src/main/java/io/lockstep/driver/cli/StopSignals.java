package io.lockstep.driver.cli;

import io.lockstep.checks.ExitCode;
import io.lockstep.driver.training.StopRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes SIGTERM and SIGINT end a run in good order. A JVM without a handler of its own would exit
 * with 143 whatever its shutdown hooks do. The second signal, or a deadline, ends the process at
 * once; what was checkpointed before stays.
 */
final class StopSignals implements AutoCloseable {
  private static final List<String> NAMES = List.of("TERM", "INT");
  private static final int CODE = ExitCode.TEMPORARY.code();

  private final StopRequest stop;
  private final Duration deadline;
  private final Surroundings around;
  private final Consumer<String> notes;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Runnable> undo = new ArrayList<>();

  StopSignals(StopRequest stop, Duration deadline, Surroundings around, Consumer<String> notes) {
    this.stop = stop;
    this.deadline = deadline;
    this.around = around;
    this.notes = notes;
  }

  /**
   * Begins to listen.
   *
   * @param deadline from the first signal to the end of the process
   */
  static StopSignals install(
      StopRequest stop, Duration deadline, Surroundings around, Consumer<String> notes) {
    StopSignals signals = new StopSignals(stop, deadline, around, notes);
    NAMES.forEach(name -> signals.undo.add(OsSignal.handle(name, () -> signals.received(name))));
    return signals;
  }

  /** What a signal does. */
  void received(String name) {
    if (!stop.stop("SIG" + name)) {
      CommandFailures.last(
          around.err(), "Cannot end in good order: a second signal, SIG" + name + ", came");
      around.halt().accept(CODE);
      return;
    }
    Thread watch = new Thread(this::awaitEnd, "lockstep-stop-deadline");
    watch.setDaemon(true);
    watch.start();
    notes.accept(
        "SIG"
            + name
            + ": the run ends after its next agreement, with a checkpoint. A second one"
            + " ends it at once.");
  }

  private void awaitEnd() {
    try {
      if (!ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        CommandFailures.last(
            around.err(),
            "Cannot end in good order: the run has not stopped within "
                + deadline.toSeconds()
                + " s (deadlines.stop). Go on from the last checkpoint with --resume.");
        around.halt().accept(CODE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the signals back to who had them. */
  @Override
  public void close() {
    ended.countDown();
    undo.forEach(Runnable::run);
  }
}
