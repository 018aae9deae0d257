package io.lockstep.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checkpoint.RunState;
import io.lockstep.checkpoint.TrainingState;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.worker.Checkpoints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundCheckpointsTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Progress SEVEN = new Progress(7, 70, 100);
  private static final Progress EIGHT = new Progress(8, 80, 100);
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(List.of(new Piece("0.weight", Piece.Kind.WEIGHT, List.of(2), 0)));
  private static final RunState RUN =
      new RunState(1, "plan", "data", 2, 1, 0, Map.of(), Optional.empty(), Map.of());

  private final LinkedBlockingQueue<TrainingState> saved = new LinkedBlockingQueue<>();
  private final FlatVector parameters = FlatVector.copyOf(1, 2);
  private final FlatVector momentum = FlatVector.copyOf(3, 4);

  private static BackgroundCheckpoints checkpoints(
      Function<TrainingState, String> save, Duration deadline) {
    return new BackgroundCheckpoints(
        (progress, parameters, state, compression, seconds) ->
            new TrainingState(progress, LAYOUT, parameters, state, compression, RUN),
        save,
        "hdfs://there/run",
        deadline);
  }

  private String keep(TrainingState state) {
    saved.add(state);
    return "step-" + state.progress().step();
  }

  private void begin(Checkpoints checkpoints, Progress progress) {
    checkpoints.begin(
        progress,
        parameters,
        Map.of("m", momentum),
        CompressionState.NONE,
        0,
        Checkpoints.Best.ORDINARY);
  }

  @Test
  void trainingGoesOnAndChangesItsVectorsWhileACheckpointIsWritten() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (BackgroundCheckpoints checkpoints =
        checkpoints(
            state -> {
              await(slow);
              return keep(state);
            },
            LONG)) {
      begin(checkpoints, SEVEN);
      assertTrue(checkpoints.poll().isEmpty());
      parameters.fill(9);
      momentum.fill(9);
      slow.countDown();
      Checkpoints.Written written = checkpoints.await().orElseThrow();
      assertEquals("step-7", written.name());
      assertEquals(SEVEN, written.progress());
      TrainingState state = saved.take();
      assertArrayEquals(new float[] {1, 2}, state.parameters().toArray());
      assertArrayEquals(new float[] {3, 4}, state.optimizer().get("m").toArray());
      assertTrue(checkpoints.await().isEmpty() && checkpoints.poll().isEmpty(), "told once");
    }
  }

  @Test
  void theNextOneHasWhatTheVectorsHoldThen() throws Exception {
    try (BackgroundCheckpoints checkpoints = checkpoints(this::keep, LONG)) {
      begin(checkpoints, SEVEN);
      assertEquals("step-7", checkpoints.await().orElseThrow().name());
      saved.take();
      parameters.fill(5);
      begin(checkpoints, EIGHT);
      assertEquals("step-8", checkpoints.await().orElseThrow().name());
      assertArrayEquals(new float[] {5, 5}, saved.take().parameters().toArray());
    }
  }

  @Test
  void noneBeginsBeforeTheOneBeforeIsAwaited() {
    try (BackgroundCheckpoints checkpoints = checkpoints(this::keep, LONG)) {
      begin(checkpoints, SEVEN);
      assertThrows(IllegalArgumentException.class, () -> begin(checkpoints, EIGHT));
    }
  }

  @Test
  void whatKeptItFromBeingWrittenIsThrownAsItIsOnTheNextOccasion() {
    LockstepException full = new LockstepException(ExitCode.TEMPORARY, "Cannot write: disk full");
    CountDownLatch tried = new CountDownLatch(1);
    try (BackgroundCheckpoints checkpoints =
        checkpoints(
            state -> {
              tried.countDown();
              throw full;
            },
            LONG)) {
      begin(checkpoints, SEVEN);
      await(tried);
      assertSame(full, assertThrows(LockstepException.class, checkpoints::await));
    }
  }

  @Test
  void aPollThrowsItToo() {
    OutOfMemoryError none = new OutOfMemoryError("none left");
    try (BackgroundCheckpoints checkpoints =
        checkpoints(
            state -> {
              throw none;
            },
            LONG)) {
      begin(checkpoints, SEVEN);
      assertSame(
          none,
          assertThrows(
              OutOfMemoryError.class,
              () -> {
                while (checkpoints.poll().isEmpty()) {
                  Thread.onSpinWait();
                }
              }));
    }
  }

  @Test
  void aWaitEndsWithItsDeadlineAndSaysForWhatAndWhere() {
    CountDownLatch never = new CountDownLatch(1);
    try (BackgroundCheckpoints checkpoints =
        checkpoints(
            state -> {
              await(never);
              return keep(state);
            },
            Duration.ofMillis(20))) {
      begin(checkpoints, SEVEN);
      LockstepException late = assertThrows(LockstepException.class, checkpoints::await);
      assertEquals(ExitCode.TEMPORARY, late.exitCode());
      assertTrue(late.getMessage().contains("step 7"), late.getMessage());
      assertTrue(late.getMessage().contains("hdfs://there/run"), late.getMessage());
    }
  }

  @Test
  void aCloseLetsWhatIsBeingWrittenComeToItsEnd() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (BackgroundCheckpoints checkpoints =
        checkpoints(
            state -> {
              begun.countDown();
              await(goOn);
              return keep(state);
            },
            LONG)) {
      begin(checkpoints, SEVEN);
      await(begun);
      goOn.countDown();
    }
    assertEquals(1, saved.size());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
