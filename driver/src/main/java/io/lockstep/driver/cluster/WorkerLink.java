package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.CollectiveException;
import io.lockstep.driver.memory.MemorySampler;
import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.Control;
import io.lockstep.synchronization.StepJournal;
import io.lockstep.worker.WorkerListener;
import io.lockstep.worker.WorkerReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's line to the driver. A thread of its own sends heartbeats and what the step loop has
 * left in the ring, looks at what the process takes of memory, and keeps the driver's word and
 * Spark's wish to kill the task where every wait sees them.
 */
final class WorkerLink implements WorkerListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLink.class);
  private static final long BEAT_NANOS = Duration.ofMillis(200).toNanos();

  private final PluginContext plugin;
  private final String nonce;
  private final int rank;
  private final Duration deadline;
  private final BooleanSupplier killed;
  private final StepRing ring;
  private final Thread thread;
  private volatile DriverWord word = DriverWord.CONTINUE;
  private volatile long heard = System.nanoTime();
  private final MemorySampler memory = new MemorySampler();
  private volatile boolean closed;

  /**
   * @param deadline within which the driver answers
   * @param killed whether Spark wants this task to end
   */
  WorkerLink(String nonce, int rank, int ranks, Duration deadline, BooleanSupplier killed) {
    this.plugin = LockstepPlugin.executor();
    this.nonce = nonce;
    this.rank = rank;
    this.deadline = deadline;
    this.killed = killed;
    // Only rank 0 is told of steps.
    this.ring = new StepRing(rank == 0 ? ranks : 0, this::stopped);
    this.thread = new Thread(this::beat, "lockstep-link-" + rank);
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether this worker has to end at once; cheap, for every wait. */
  boolean stopped() {
    return word == DriverWord.ABANDON
        || System.nanoTime() - heard > deadline.toNanos()
        || killed.getAsBoolean();
  }

  /** The driver's word for the step loop. */
  Control control() {
    return switch (word) {
      case STOP -> Control.STOP;
      case CHECKPOINT -> Control.CHECKPOINT;
      case CONTINUE, ABANDON -> Control.CONTINUE;
    };
  }

  @Override
  public void step(Progress after, double learningRate, StepJournal journal, int step) {
    ring.write(after, learningRate, journal, step);
  }

  @Override
  public void happened(Metric metric) {
    sendSteps(metric);
  }

  void started(String host, String engine, List<String> gpus) {
    ask(new WorkerMessage.Started(rank, host, engine, gpus));
  }

  void finished(WorkerReport report) {
    sendSteps();
    ask(new WorkerMessage.Finished(rank, report, memory.look()));
  }

  /** Tells the driver of a failure, if it can still be reached. */
  void failed(String host, Throwable failure) {
    try {
      ask(message(host, failure));
    } catch (RuntimeException e) {
      LOG.warn("Cannot tell the driver why worker {} failed", rank, e);
    }
  }

  private WorkerMessage.Failed message(String host, Throwable failure) {
    StringWriter stackTrace = new StringWriter();
    failure.printStackTrace(new PrintWriter(stackTrace));
    return new WorkerMessage.Failed(
        rank,
        host,
        echo(failure),
        failure instanceof LockstepException e ? e.exitCode() : ExitCode.INTERNAL,
        failure instanceof LockstepException || failure instanceof CollectiveException
            ? failure.getMessage()
            : failure.toString(),
        stackTrace.toString());
  }

  private WorkerMessage.Echo echo(Throwable failure) {
    if (failure instanceof CollectiveException collective) {
      return switch (collective.kind()) {
        case PEER_LOST -> WorkerMessage.Echo.PEER_LOST;
        case PEER_FAILED, INTERRUPTED -> WorkerMessage.Echo.FOLLOWS;
        case DEADLINE, MISMATCH -> WorkerMessage.Echo.CAUSE;
      };
    }
    return stopped() ? WorkerMessage.Echo.FOLLOWS : WorkerMessage.Echo.CAUSE;
  }

  /** Sends what is left and ends the thread. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(deadline.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!stopped()) {
      sendSteps();
    }
  }

  private void beat() {
    while (!closed) {
      try {
        memory.look();
        sendSteps();
        ask(new WorkerMessage.Heartbeat(rank));
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn("Worker {} cannot reach the driver", rank, e);
        }
      }
      LockSupport.parkNanos(BEAT_NANOS);
    }
  }

  private void hear(DriverWord said) {
    heard = System.nanoTime();
    if (word != DriverWord.ABANDON) {
      word = said;
    }
  }

  /** Steps in order, then what happened after them. */
  private synchronized void sendSteps(Metric... behind) {
    List<Metric> metrics = new ArrayList<>(ring.drain());
    metrics.addAll(List.of(behind));
    if (!metrics.isEmpty()) {
      ask(new WorkerMessage.Reported(metrics));
    }
  }

  /** Every answer brings the driver's word, so that none is heard later than it need be. */
  private void ask(WorkerMessage message) {
    try {
      byte[] bytes = new WorkerMessage.Envelope(nonce, message).write();
      // Spark bounds this wait by spark.rpc.askTimeout.
      hear(WorkerMessage.readReply(plugin.ask(bytes)));
    } catch (Exception e) {
      throw new IllegalStateException("Cannot reach the driver: " + e.getMessage(), e);
    }
  }
}
