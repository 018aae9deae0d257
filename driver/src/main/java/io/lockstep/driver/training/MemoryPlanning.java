package io.lockstep.driver.training;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.VirtualShards;
import io.lockstep.driver.cluster.StageDescription;
import io.lockstep.driver.memory.ExecutorMemory;
import io.lockstep.driver.memory.MemoryPlan;
import io.lockstep.driver.memory.MemoryPlanner;
import io.lockstep.driver.memory.Workload;
import io.lockstep.driver.memory.Workload.Replication;
import io.lockstep.driver.source.ShardedData;
import io.lockstep.driver.source.Source;
import io.lockstep.network.Engine;
import io.lockstep.network.NetworkSpec;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.worker.FreshStatistics;

/** What a run's memory plan is made of. */
final class MemoryPlanning {
  private final TrainingPlan plan;
  private final Engine engine;
  private final ExecutorMemory limits;
  private final int workers;
  private final int workersOfExecutor;

  MemoryPlanning(
      TrainingPlan plan, Engine engine, ExecutorMemory limits, int workers, int workersOfExecutor) {
    this.plan = plan;
    this.engine = engine;
    this.limits = limits;
    this.workers = workers;
    this.workersOfExecutor = workersOfExecutor;
  }

  /** Before the data are read: without the examples, and for the classes that the plan names. */
  MemoryPlan beforeData(Source source) {
    NetworkSpec network = ModelFit.check(plan, source.shape());
    return MemoryPlanner.plan(load(network, 0, 0, 0), limits);
  }

  /**
   * With all that is known before the start.
   *
   * @param featureBytes of one feature in its stored width
   */
  MemoryPlan withData(ShardedData data, NetworkSpec network, int featureBytes) {
    ExampleForm form = data.form();
    long features = ((long) form.width() * featureBytes + Float.BYTES - 1) / Float.BYTES;
    long bytes = Float.BYTES * (features + form.storedTargets());
    return MemoryPlanner.plan(load(network, data.training(), data.validation(), bytes), limits);
  }

  private Workload load(NetworkSpec network, long training, long validation, long exampleBytes) {
    int rows =
        new GlobalBatches(shards(Math.max(1, training)), plan.training().globalBatch(), 0, workers)
            .maxRows();
    int measured = FreshStatistics.areNeeded(plan.optimizer(), network) ? rows : 0;
    return new Workload(
        network,
        Optimizer.stateVectors(plan.optimizer()),
        plan.synchronization().state().size(),
        holdsBack() ? 1 : 0,
        Optimizer.heapBytes(
            plan.optimizer(), network.trained(), isShared() ? workersOfExecutor : 1),
        isShared() ? Replication.ONCE_A_HOST : Replication.ONCE_A_WORKER,
        engine.memory(
            network,
            rows,
            plan.data().validation() instanceof Validation.None
                ? measured
                : Math.max(measured, StageDescription.EVALUATION_ROWS)),
        workers,
        workersOfExecutor,
        rows,
        StageDescription.EVALUATION_ROWS + measured,
        largestPart(training),
        largestPart(validation),
        exampleBytes,
        limits.examplesBytes() / workersOfExecutor);
  }

  private boolean isShared() {
    return plan.synchronization() instanceof GradientSharing;
  }

  private boolean holdsBack() {
    return plan.synchronization() instanceof GradientSharing sharing
        && sharing
            .compression()
            .filter(kind -> !(kind instanceof CompressionSpec.Bf16))
            .isPresent();
  }

  /** Rank 0 owns as many shards as any rank, and their first elements. */
  private long largestPart(long examples) {
    return shards(examples).sizeOfRank(0, workers);
  }

  private VirtualShards shards(long examples) {
    return new VirtualShards(plan.data().shards(), examples, plan.seed());
  }
}
