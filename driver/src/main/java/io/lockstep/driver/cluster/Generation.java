package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.metrics.Metric;
import io.lockstep.plan.Deadlines;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * One barrier stage: starts the workers, hears them, hands the driver's word on, and ends in a
 * report or in the one failure that caused all others, with no task left behind.
 */
final class Generation {
  private static final Duration POLL = Duration.ofMillis(50);

  private final AtomicLong received = new AtomicLong();
  private final SparkContext context;
  private final String nonce;
  private final int workers;
  private final Deadlines deadlines;
  private final LongSupplier clock;
  private final WorkerFailures failures = new WorkerFailures();
  private final TreeMap<Integer, WorkerMessage.Started> started = new TreeMap<>();
  private final TreeMap<Integer, WorkerMessage.Finished> finished = new TreeMap<>();
  private final TreeMap<Integer, Long> heard = new TreeMap<>();
  private final BlockingQueue<Metric> metrics = new LinkedBlockingQueue<>();
  private volatile DriverWord word = DriverWord.CONTINUE;
  private boolean placed;

  /**
   * @param nonce of the run, which its workers prove to each other
   * @param clock nanoseconds
   */
  Generation(
      SparkContext context, String nonce, int workers, Deadlines deadlines, LongSupplier clock) {
    this.context = context;
    this.nonce = nonce;
    this.workers = workers;
    this.deadlines = deadlines;
    this.clock = clock;
  }

  /**
   * Runs the stage.
   *
   * @param partitions one for each worker
   * @param word what to tell the workers, asked again and again
   * @param listener hears metrics in order, on the calling thread
   * @param notes hears where the workers are
   * @return rank 0's report, what the largest process took, and what came to the driver
   */
  <T> Trained run(
      JavaRDD<T> partitions,
      BarrierRdd.Body<T> body,
      Supplier<DriverWord> word,
      Consumer<Metric> listener,
      Consumer<String> notes) {
    LockstepPlugin.open(nonce, this::receive);
    CompletableFuture<Void> job = new CompletableFuture<>();
    Thread thread = new Thread(() -> submit(partitions, body, job), "lockstep-job");
    thread.setDaemon(true);
    thread.start();
    try {
      watch(job, word, listener, notes);
      return report(job, listener);
    } finally {
      LockstepPlugin.close(nonce);
      context.cancelJobGroup(nonce);
      awaitTasks();
    }
  }

  /** Who began where, on which GPUs, in one line; once, when all have. */
  private synchronized Optional<String> placement() {
    if (placed || started.size() < workers) {
      return Optional.empty();
    }
    placed = true;
    return Optional.of(
        "Workers: "
            + started.values().stream().map(Generation::place).collect(Collectors.joining(", ")));
  }

  private static String place(WorkerMessage.Started worker) {
    String gpus = worker.gpus().isEmpty() ? "" : " (GPU " + String.join(", ", worker.gpus()) + ")";
    return worker.rank() + " on " + worker.host() + gpus;
  }

  private <T> void submit(
      JavaRDD<T> partitions, BarrierRdd.Body<T> body, CompletableFuture<Void> job) {
    try {
      context.setJobGroup(nonce, "Lockstep: train with " + workers + " workers", true);
      BarrierRdd.run(partitions, body);
      job.complete(null);
    } catch (Throwable e) {
      job.completeExceptionally(e);
    }
  }

  private void watch(
      CompletableFuture<Void> job,
      Supplier<DriverWord> words,
      Consumer<Metric> listener,
      Consumer<String> notes) {
    long begin = clock.getAsLong();
    while (!job.isDone()) {
      word = words.get();
      placement().ifPresent(notes);
      hand(listener, POLL);
      Optional<LockstepException> overdue = overdue(clock.getAsLong() - begin);
      if (overdue.isPresent()) {
        throw overdue.get();
      }
    }
  }

  private Trained report(CompletableFuture<Void> job, Consumer<Metric> listener) {
    hand(listener, Duration.ZERO);
    if (job.isCompletedExceptionally()) {
      throw failures.cause(job.handle((done, failure) -> failure).join());
    }
    synchronized (this) {
      if (finished.size() != workers) {
        throw new LockstepException(
            ExitCode.INTERNAL,
            "Cannot tell how the run ended: workers "
                + missing(finished)
                + " ended without a report.");
      }
      return new Trained(
          finished.get(0).report(),
          finished.values().stream()
              .map(WorkerMessage.Finished::memory)
              .reduce(MeasuredMemory.NONE, MeasuredMemory::max),
          received.get());
    }
  }

  private void hand(Consumer<Metric> listener, Duration patience) {
    try {
      for (Metric metric = metrics.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
          metric != null;
          metric = metrics.poll()) {
        listener.accept(metric);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockstepException(
          ExitCode.TEMPORARY, "Cannot go on: the driver was interrupted", e);
    }
  }

  private synchronized Optional<LockstepException> overdue(long nanos) {
    if (started.size() < workers && nanos > deadlines.start().toNanos()) {
      return Optional.of(
          new LockstepException(
              ExitCode.RESOURCES,
              "Cannot start: workers "
                  + missing(started)
                  + " of "
                  + workers
                  + " have not begun within "
                  + deadlines.start().toSeconds()
                  + " s. See the executors' logs; a longer wait is deadlines.start."));
    }
    long now = clock.getAsLong();
    return heard.entrySet().stream()
        .filter(last -> !finished.containsKey(last.getKey()))
        .filter(last -> now - last.getValue() > deadlines.step().toNanos())
        .findFirst()
        .map(
            last ->
                new LockstepException(
                    ExitCode.TEMPORARY,
                    "Cannot go on: worker "
                        + last.getKey()
                        + " on "
                        + started.get(last.getKey()).host()
                        + " has not been heard for "
                        + deadlines.step().toSeconds()
                        + " s. Go on from the last checkpoint with --resume; a longer wait is deadlines.step."));
  }

  private String missing(TreeMap<Integer, ?> present) {
    return IntStream.range(0, workers)
        .filter(rank -> !present.containsKey(rank))
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private byte[] receive(WorkerMessage message, int bytes) {
    received.addAndGet(bytes);
    if (message instanceof WorkerMessage.Reported reported) {
      metrics.addAll(reported.metrics());
    } else if (message instanceof WorkerMessage.Failed failed) {
      failures.add(failed);
    } else {
      note(message);
    }
    return WorkerMessage.reply(word);
  }

  private synchronized void note(WorkerMessage message) {
    if (message instanceof WorkerMessage.Started start) {
      started.put(start.rank(), start);
      heard.put(start.rank(), clock.getAsLong());
    } else if (message instanceof WorkerMessage.Heartbeat beat) {
      heard.computeIfPresent(beat.rank(), (rank, before) -> clock.getAsLong());
    } else if (message instanceof WorkerMessage.Finished end) {
      finished.put(end.rank(), end);
    }
  }

  /** Waits until no task of the stage runs any more: killed tasks take a moment to end. */
  private void awaitTasks() {
    long begin = clock.getAsLong();
    while (clock.getAsLong() - begin < deadlines.stop().toNanos() && activeTasks() > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private int activeTasks() {
    int active = 0;
    for (int job : context.statusTracker().getJobIdsForGroup(nonce)) {
      for (int stage : stages(job)) {
        active +=
            context
                .statusTracker()
                .getStageInfo(stage)
                .map(info -> info.numActiveTasks())
                .getOrElse(() -> 0);
      }
    }
    return active;
  }

  private int[] stages(int job) {
    return context
        .statusTracker()
        .getJobInfo(job)
        .map(info -> info.stageIds())
        .getOrElse(() -> new int[0]);
  }
}
