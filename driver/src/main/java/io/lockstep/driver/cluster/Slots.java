package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * The barrier slots of a cluster, and how many workers to start on them. A barrier stage needs all
 * its slots at once, and Spark alone would retry for ten minutes without saying what is missing.
 */
final class Slots {
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*\\d+\\s*]");

  private final SparkContext context;
  private final Duration deadline;
  private final LongSupplier clock;

  /**
   * @param deadline for executors that come late
   * @param clock nanoseconds
   */
  Slots(SparkContext context, Duration deadline, LongSupplier clock) {
    this.context = context;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** Fails if the session's settings cannot work with a barrier stage. */
  static void checkSettings(SparkConf conf) {
    CollectiveChoice.of(conf);
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot train with dynamic allocation: a barrier stage needs all its workers at once."
              + " Set spark.dynamicAllocation.enabled=false and a fixed number of executors"
              + " (spark.executor.instances or spark.cores.max).");
    }
  }

  /**
   * How many workers to start: as many as wished for, else as there are slots, at most {@code
   * shards}. Waits for executors that come late.
   */
  int workers(OptionalInt wished, int shards) {
    if (wished.isPresent() && wished.getAsInt() > shards) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot train with "
              + wished.getAsInt()
              + " workers on "
              + shards
              + " virtual shards: set data.shards to a power of two that is at least as large, or fewer --workers.");
    }
    OptionalInt target = wished.isPresent() ? wished : expected();
    int slots = await(target);
    if (slots == 0 || (wished.isPresent() && slots < wished.getAsInt())) {
      throw missing(wished, slots);
    }
    return wished.orElse(Math.min(slots, shards));
  }

  /** The most of so many workers that may come to run on one executor. */
  int ofExecutor(int workers) {
    int executors = Math.max(1, context.getExecutorMemoryStatus().size() - 1); // the driver aside
    return Math.min(workers, Math.max(1, (current() + executors - 1) / executors));
  }

  /** Slots that the settings promise, where they do. */
  private OptionalInt expected() {
    return promised(context.master(), context.conf());
  }

  static OptionalInt promised(String master, SparkConf conf) {
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    if (localCluster.matches()) {
      int cores = Integer.parseInt(localCluster.group(2));
      return OptionalInt.of(Integer.parseInt(localCluster.group(1)) * slots(conf, cores));
    }
    Optional<Integer> cores = option(conf, "spark.executor.cores").map(Integer::parseInt);
    Optional<String> instances = option(conf, "spark.executor.instances");
    if (instances.isPresent()) {
      return OptionalInt.of(Integer.parseInt(instances.get()) * slots(conf, cores.orElse(1)));
    }
    return option(conf, "spark.cores.max")
        .map(Integer::parseInt)
        .map(
            most ->
                cores.isPresent()
                    ? most / cores.get() * slots(conf, cores.get())
                    : most / cpus(conf))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** Of one executor: by its cores and, where tasks need GPUs, by these. */
  private static int slots(SparkConf conf, int cores) {
    int slots = cores / cpus(conf);
    double gpusOfTask = conf.getDouble("spark.task.resource.gpu.amount", 0);
    double gpus = conf.getDouble("spark.executor.resource.gpu.amount", 0);
    return gpusOfTask > 0 ? Math.min(slots, (int) (gpus / gpusOfTask)) : slots;
  }

  private static int cpus(SparkConf conf) {
    return conf.getInt("spark.task.cpus", 1);
  }

  private static Optional<String> option(SparkConf conf, String key) {
    return Optional.ofNullable(conf.get(key, null));
  }

  /** Waits until the target is there, or, without one, until the number has settled. */
  private int await(OptionalInt target) {
    long begin = clock.getAsLong();
    long settled = begin;
    int slots = current();
    while (clock.getAsLong() - begin < deadline.toNanos()) {
      boolean done =
          target.isPresent()
              ? slots >= target.getAsInt()
              : slots > 0 && (context.isLocal() || clock.getAsLong() - settled > SETTLE.toNanos());
      if (done || (context.isLocal() && slots > 0)) {
        return slots;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      int now = current();
      if (now != slots) {
        settled = clock.getAsLong();
        slots = now;
      }
    }
    return slots;
  }

  /** Tasks that can run at once, by cores and by resources such as GPUs. */
  private int current() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private LockstepException missing(OptionalInt wished, int slots) {
    String who = wished.isPresent() ? wished.getAsInt() + " workers" : "any worker";
    SparkConf conf = context.conf();
    String gpu =
        conf.contains("spark.task.resource.gpu.amount")
            ? " or fewer GPUs a task than spark.task.resource.gpu.amount="
                + conf.get("spark.task.resource.gpu.amount")
            : "";
    return new LockstepException(
        ExitCode.RESOURCES,
        "Cannot start "
            + who
            + ": "
            + context.master()
            + " has "
            + slots
            + " free slots after "
            + (context.isLocal() ? 0 : deadline.toSeconds())
            + " s (a slot is spark.task.cpus="
            + cpus(conf)
            + " cores"
            + (gpu.isEmpty() ? "" : " and its GPUs")
            + "). Ask for fewer --workers, more executors (spark.executor.instances,"
            + " spark.cores.max)"
            + gpu
            + ", or wait longer (deadlines.start).");
  }
}
