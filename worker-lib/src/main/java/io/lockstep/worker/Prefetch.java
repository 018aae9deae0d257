package io.lockstep.worker;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Waiting;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Assembles the batches of the coming steps on a thread of its own, from where the run is to its
 * end and across the borders of epochs, so that a step finds its batch ready. The batches are a
 * ring of {@code depth + 1}: one in use by the step, at most {@code depth} ready. They hold what
 * the network reads, normalized float32, so that the step has nothing left to do with them.
 *
 * <p>What a step gets does not depend on the depth. {@link #take} and {@link #release} are called
 * by one thread, for one step after the other; they neither lock nor allocate.
 */
public final class Prefetch implements AutoCloseable {
  /** Batches that are ready at most, unless somebody says otherwise. */
  public static final int DEPTH = 2;

  /** How often a wait looks at what else may end it. */
  private static final long SLICE_NANOS = Duration.ofMillis(5).toNanos();

  private static final long END_MILLIS = Duration.ofSeconds(10).toMillis();

  private final BatchAssembly assembly;
  private final RunLength length;
  private final Waiting waiting;
  private final Batch[] ring;
  private final Thread thread;

  /** Batches of steps below this one were filled; written by the thread. */
  private volatile long filled;

  /** Batches of steps below this one are free again; written by the step. */
  private volatile long released;

  private Thread stepper;
  private volatile boolean stepWaits;
  private volatile boolean closed;
  private volatile Optional<Throwable> failure = Optional.empty();

  private Prefetch(
      BatchAssembly assembly,
      Batch[] ring,
      Progress start,
      RunLength length,
      Waiting waiting,
      int rank) {
    this.assembly = present(assembly, "assembly");
    this.ring = ring;
    this.length = present(length, "length");
    this.waiting = present(waiting, "waiting");
    this.filled = start.step();
    this.released = start.step();
    this.thread = new Thread(() -> fillAll(start), "lockstep-prefetch-" + rank);
    thread.setDaemon(true);
  }

  /**
   * Begins to assemble.
   *
   * @param batch makes one, {@code depth + 1} times
   * @param depth most batches that are ready, at least 1
   * @param start where the run is
   * @param waiting how long a step waits for its batch
   * @param rank names the thread
   */
  public static Prefetch start(
      BatchAssembly assembly,
      Supplier<Batch> batch,
      int depth,
      Progress start,
      RunLength length,
      Waiting waiting,
      int rank) {
    Batch[] ring = new Batch[atLeast(depth, 1, "depth") + 1];
    for (int slot = 0; slot < ring.length; slot++) {
      ring[slot] = batch.get();
    }
    Prefetch prefetch = new Prefetch(assembly, ring, start, length, waiting, rank);
    prefetch.thread.start();
    return prefetch;
  }

  /**
   * The batch of a step; to be released before the next is taken.
   *
   * @param now where the run is: steps are taken one after the other
   * @throws LockstepException if the batch cannot be assembled, did not come within the deadline,
   *     or this worker was told to stop
   */
  Batch take(Progress now) {
    if (filled <= now.step()) {
      await(now.step());
    }
    return ring[slot(now.step())];
  }

  /**
   * Gives the batch of a step back. This wakes the thread, so it is done where the step is about to
   * wait for its peers: where every core has a worker, the time of the faster ones is not lost.
   */
  void release(Progress now) {
    released = now.step() + 1;
    LockSupport.unpark(thread);
  }

  /** Examples of the step over all ranks (b_s). */
  int examples(Progress now) {
    return assembly.examples(now.position());
  }

  /** Ends the thread. Batches are of no further use. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(long step) {
    long begin = System.nanoTime();
    stepper = Thread.currentThread();
    stepWaits = true;
    try {
      // Filled, or never: what was filled before the failure is still good.
      while (filled <= step) {
        if (failure.isPresent()) {
          throw failed(step, failure.get());
        }
        checkWait(step, System.nanoTime() - begin);
        LockSupport.parkNanos(this, SLICE_NANOS);
      }
    } finally {
      stepWaits = false;
    }
  }

  private void checkWait(long step, long nanos) {
    if (waiting.stopped().getAsBoolean() || closed) {
      throw new LockstepException(
          ExitCode.TEMPORARY,
          "Cannot go on with step "
              + step
              + ": this worker was told to stop while it waited for"
              + " its batch");
    }
    if (nanos > waiting.deadline().toNanos()) {
      throw new LockstepException(
          ExitCode.TEMPORARY,
          "Cannot go on with step "
              + step
              + ": its batch was not assembled within "
              + waiting.deadline().toSeconds()
              + " s. If the examples lie in a file (spilled), the disk may be too slow: give the"
              + " executors more memory; a longer wait is deadlines.step.");
    }
  }

  private static RuntimeException failed(long step, Throwable cause) {
    if (cause instanceof Error error) {
      throw error; // out of memory and its kind keep their meaning
    }
    return new LockstepException(
        cause instanceof LockstepException known ? known.exitCode() : ExitCode.INTERNAL,
        "Cannot assemble the batch of step " + step + ": " + cause.getMessage(),
        cause);
  }

  private void fillAll(Progress start) {
    try {
      Progress at = start;
      while (!length.reachedBy(at) && awaitFree(at.step())) {
        assembly.assemble(at.epoch(), at.position(), ring[slot(at.step())]);
        at = at.advance(assembly.examples(at.position()));
        filled = at.step();
        if (stepWaits) {
          LockSupport.unpark(stepper);
        }
      }
    } catch (Throwable e) {
      failure = Optional.of(e);
      if (stepWaits) {
        LockSupport.unpark(stepper);
      }
    }
  }

  /** Waits for a free batch: as long as the run does, with its evaluations; false if it ended. */
  private boolean awaitFree(long step) {
    while (!closed && step - released >= ring.length) {
      LockSupport.parkNanos(this, SLICE_NANOS);
    }
    return !closed;
  }

  private int slot(long step) {
    return (int) (step % ring.length);
  }
}
