package io.lockstep.driver.cluster;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checkpoint.TrainingState;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.worker.Checkpoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Copies what a checkpoint holds, and writes the copy on a thread of its own. The copies are made
 * once and used again: as much memory as parameters and state have. The thread is made with the
 * first checkpoint, by the worker's thread, whose user and class loader it inherits.
 */
final class BackgroundCheckpoints implements Checkpoints, AutoCloseable {
  /** The training state that a checkpoint holds, around vectors. */
  @FunctionalInterface
  interface States {
    TrainingState of(
        Progress progress,
        FlatVector parameters,
        Map<String, FlatVector> state,
        CompressionState compression,
        double seconds);
  }

  private record Pending(Progress progress, Future<Written> written) {}

  private final States states;
  private final Function<TrainingState, String> save;
  private final String location;
  private final Duration deadline;
  private final Map<String, FlatVector> copies = new HashMap<>();
  private Optional<ExecutorService> thread = Optional.empty();
  private Optional<Pending> pending = Optional.empty();

  /**
   * @param save writes one and returns its name
   * @param location where to, for people
   * @param deadline of a wait for one to be written
   */
  BackgroundCheckpoints(
      States states, Function<TrainingState, String> save, String location, Duration deadline) {
    this.states = states;
    this.save = save;
    this.location = location;
    this.deadline = deadline;
  }

  @Override
  public void begin(
      Progress progress,
      FlatVector parameters,
      Map<String, FlatVector> state,
      CompressionState compression,
      double seconds,
      Best best) {
    check(pending.isEmpty(), "checkpoint", "begun when the one before is awaited", progress.step());
    Map<String, FlatVector> own = new LinkedHashMap<>();
    state.forEach((name, vector) -> own.put(name, copy("state " + name, vector)));
    TrainingState copied =
        states.of(progress, copy("parameters", parameters), own, compression, seconds);
    long begin = System.nanoTime();
    pending =
        Optional.of(
            new Pending(
                progress,
                thread()
                    .submit(
                        () ->
                            new Written(
                                progress,
                                save.apply(copied),
                                (System.nanoTime() - begin) * 1e-9))));
  }

  private FlatVector copy(String name, FlatVector vector) {
    FlatVector copy = copies.computeIfAbsent(name, n -> FlatVector.allocate(vector.length()));
    copy.copyFrom(vector);
    return copy;
  }

  private ExecutorService thread() {
    if (thread.isEmpty()) {
      thread =
          Optional.of(
              Executors.newSingleThreadExecutor(
                  task -> {
                    Thread made = new Thread(task, "lockstep-checkpoint");
                    made.setDaemon(true);
                    return made;
                  }));
    }
    return thread.get();
  }

  @Override
  public Optional<Written> poll() {
    return pending.isPresent() && pending.get().written().isDone() ? await() : Optional.empty();
  }

  @Override
  public Optional<Written> await() {
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    Pending awaited = pending.get();
    pending = Optional.empty();
    try {
      return Optional.of(awaited.written().get(deadline.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      throw failure(awaited, e.getCause());
    } catch (TimeoutException e) {
      throw new LockstepException(
          ExitCode.TEMPORARY,
          "Cannot go on: the checkpoint of step %d is still being written to %s after %d s. Look at that storage, or raise deadlines.step"
              .formatted(awaited.progress().step(), location, deadline.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Interrupted while the checkpoint of step " + awaited.progress().step() + " was written",
          e);
    }
  }

  private static RuntimeException failure(Pending pending, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known
        ? known
        : new IllegalStateException(
            "Cannot write the checkpoint of step " + pending.progress().step(), cause);
  }

  /** What is being written when training fails is written to its end, if that comes in time. */
  @Override
  public void close() {
    if (thread.isEmpty()) {
      return;
    }
    thread.get().shutdown();
    try {
      if (!thread.get().awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        thread.get().shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.get().shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
