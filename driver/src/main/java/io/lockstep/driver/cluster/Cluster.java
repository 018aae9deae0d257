package io.lockstep.driver.cluster;

import io.lockstep.driver.memory.ExecutorMemory;
import io.lockstep.driver.source.ShardedExample;
import io.lockstep.metrics.Metric;
import io.lockstep.plan.Deadlines;
import io.lockstep.synchronization.Control;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** A Spark cluster as a place to put workers on. */
public final class Cluster {
  private static final int NONCE_BYTES = 16;

  private final SparkContext context;
  private final Deadlines deadlines;
  private final LongSupplier clock;

  /**
   * @param clock nanoseconds
   */
  public Cluster(SparkContext context, Deadlines deadlines, LongSupplier clock) {
    this.context = context;
    this.deadlines = deadlines;
    this.clock = clock;
  }

  /** Fails if the session lacks the plugin, or has settings that cannot work. */
  public void check() {
    LockstepPlugin.checkLoaded();
    Slots.checkSettings(context.conf());
  }

  /**
   * How many workers to start; waits for executors that come late.
   *
   * @param wished empty: as many as there are slots, at most {@code shards}
   */
  public int workers(OptionalInt wished, int shards) {
    return new Slots(context, deadlines.start(), clock).workers(wished, shards);
  }

  /** What the processes of workers may take of memory. */
  public ExecutorMemory memory() {
    return NativeMemory.of(context.conf(), context.isLocal());
  }

  /** The most of so many workers that may come to run in one process. */
  public int workersOfProcess(int workers) {
    return context.isLocal()
        ? workers
        : new Slots(context, deadlines.start(), clock).ofExecutor(workers);
  }

  /** Hosts of the executors that are there now, the driver's own aside. */
  public Set<String> hosts() {
    Set<String> hosts = new TreeSet<>();
    SparkExecutorInfo[] executors = context.statusTracker().getExecutorInfos();
    Arrays.stream(executors).map(SparkExecutorInfo::host).forEach(hosts::add);
    return hosts;
  }

  /**
   * Trains on one generation of workers.
   *
   * @param partitions one for each worker
   * @param word for the workers, asked again and again
   * @param listener hears metrics in order, on the calling thread
   * @param notes hears where the workers are
   */
  public Trained train(
      JavaRDD<ShardedExample> partitions,
      StageDescription stage,
      InitialState initial,
      Supplier<Control> word,
      Consumer<Metric> listener,
      Consumer<String> notes) {
    String nonce = nonce();
    int workers = partitions.getNumPartitions();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    Broadcast<float[][]> state = spark.broadcast(initial.toArrays());
    try {
      return new Generation(context, nonce, workers, deadlines, clock)
          .run(
              partitions,
              new WorkerTask(
                  nonce,
                  workers,
                  stage,
                  state,
                  initial.progress(),
                  new SerializableConfiguration(context.hadoopConfiguration())),
              () -> word(word.get()),
              listener,
              notes);
    } finally {
      state.destroy();
    }
  }

  private static DriverWord word(Control control) {
    return switch (control) {
      case CONTINUE -> DriverWord.CONTINUE;
      case CHECKPOINT -> DriverWord.CHECKPOINT;
      case STOP -> DriverWord.STOP;
    };
  }

  private static String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
