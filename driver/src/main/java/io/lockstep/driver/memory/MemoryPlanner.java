package io.lockstep.driver.memory;

import io.lockstep.driver.memory.MemoryPlan.Each;
import io.lockstep.driver.memory.MemoryPlan.Kind;
import io.lockstep.driver.memory.MemoryPlan.Need;
import io.lockstep.driver.memory.MemoryPlan.Part;
import io.lockstep.worker.Prefetch;
import java.util.List;

/**
 * Reckons a {@link MemoryPlan}. The formulas with their constants are in docs/memory.md; P is the
 * number of parameters, b the rows of a worker's batch.
 */
public final class MemoryPlanner {
  private static final long MIB = 1L << 20;

  /** Spark, Hadoop, Netty and Lockstep themselves: objects that live as long as the executor. */
  private static final long SPARK_HEAP = 64 * MIB;

  /** The same in a local master: driver, SQL and executor in one process. */
  private static final long LOCAL_HEAP = 96 * MIB;

  /** Classes, compiled code, thread stacks, symbols, the collector's own tables without a share. */
  private static final long JVM = 176 * MIB;

  /** The collector's tables grow with the heap: G1's remembered sets and mark bitmap. */
  private static final long HEAP_SHARE = 50;

  private static final long SEGMENT = 4 * MIB;

  private final Workload load;
  private final ExecutorMemory limits;

  private MemoryPlanner(Workload load, ExecutorMemory limits) {
    this.load = load;
    this.limits = limits;
  }

  /**
   * The plan.
   *
   * @param limits of the process in which workers run
   */
  public static MemoryPlan plan(Workload load, ExecutorMemory limits) {
    return new MemoryPlan(new MemoryPlanner(load, limits).parts(), load.workersOfExecutor());
  }

  private List<Part> parts() {
    long all = (long) load.network().layout().length() * Float.BYTES;
    long vector = (long) load.network().trained().length() * Float.BYTES;
    // With frozen layers the engine has all parameters and their gradients in vectors of its own.
    long frozen = all == vector ? 0 : 2 * all;
    Each replicated =
        load.replication() == Workload.Replication.ONCE_A_HOST ? Each.HOST : Each.WORKER;
    boolean local = limits.kind() == ExecutorMemory.Kind.LOCAL;
    return List.of(
        part("parameters", Kind.DIRECT, replicated, vector),
        part("optimizer state", Kind.DIRECT, replicated, load.stateVectors() * vector),
        part("synchronizer state", Kind.DIRECT, Each.HOST, load.synchronizerVectors() * vector),
        part("gradient", Kind.DIRECT, Each.WORKER, vector),
        part("frozen layers", Kind.DIRECT, Each.WORKER, frozen),
        part("activations and scratch", Kind.NATIVE, Each.WORKER, load.engine().nativeBytes()),
        new Part("examples", Kind.DIRECT, Each.WORKER, Need.SPILLS, examples()),
        part("batches", Kind.DIRECT, Each.WORKER, batches()),
        part("exchange", Kind.DIRECT, Each.WORKER, exchange(vector)),
        part("checkpoint", Kind.DIRECT, Each.EXECUTOR, checkpoint(vector)),
        // The driver draws the initial parameters and reads the best checkpoint for the model.
        part(
            "driver",
            Kind.DIRECT,
            Each.EXECUTOR,
            local ? 2 * all + load.stateVectors() * vector : 0),
        part("native libraries", Kind.NATIVE, Each.EXECUTOR, load.engine().libraryBytes()),
        part("JVM", Kind.RUNTIME, Each.EXECUTOR, JVM + limits.heap() / HEAP_SHARE),
        part("Spark", Kind.HEAP, Each.EXECUTOR, local ? LOCAL_HEAP : SPARK_HEAP),
        // As the broadcast's value and as its blocks; a local master has the driver's as well.
        part("initial state", Kind.HEAP, Each.EXECUTOR, (local ? 3 : 2) * all),
        part("held back", Kind.HEAP, Each.WORKER, load.heldBackVectors() * vector),
        part("optimizer", Kind.HEAP, Each.WORKER, load.optimizerHeapBytes()),
        part("engine", Kind.HEAP, Each.WORKER, load.engine().heapBytes()));
  }

  private static Part part(String name, Kind kind, Each each, long bytes) {
    return new Part(name, kind, each, Need.FIXED, bytes);
  }

  /** Whole segments, as {@code data.DatasetBuilder} takes them, up to the budget. */
  private long examples() {
    long half = load.examplesBudget() / 2;
    return examples(load.trainingExamples(), half) + examples(load.validationExamples(), half);
  }

  private long examples(long count, long budget) {
    if (count == 0) {
      return 0;
    }
    long rows = Long.highestOneBit(Math.max(1, SEGMENT / load.exampleBytes()));
    long segment = rows * load.exampleBytes();
    long needed = (count + rows - 1) / rows * segment;
    // Beyond the budget one segment more is kept, through which the rest goes to disk.
    return needed <= budget ? needed : budget / segment * segment + segment;
  }

  /** The prefetch's ring, the batches for evaluation, and the outputs of these. */
  private long batches() {
    long width = load.network().input().elements();
    long outputs = load.network().outputs();
    long ring = (Prefetch.DEPTH + 1L) * load.rows() * (width + outputs + load.network().noise());
    return Float.BYTES * (ring + load.evaluationRows() * (width + 2 * outputs));
  }

  /** What arrives from workers of other processes before it is needed: at most a whole vector. */
  private long exchange(long vector) {
    return load.workers() > load.workersOfExecutor() ? vector : 0;
  }

  /** Rank 0's copy that is written while training goes on, with what all ranks have held back. */
  private long checkpoint(long vector) {
    long state = 1L + load.stateVectors() + load.synchronizerVectors();
    return (state + (long) load.workers() * load.heldBackVectors()) * vector;
  }
}
