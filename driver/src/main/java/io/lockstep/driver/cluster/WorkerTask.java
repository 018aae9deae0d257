package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Collective;
import io.lockstep.collective.Waiting;
import io.lockstep.data.MemoryBudget;
import io.lockstep.driver.source.ShardedExample;
import io.lockstep.driver.storage.HadoopStorage;
import io.lockstep.network.Engine;
import io.lockstep.network.Engines;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.Progress;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A barrier task: one worker, from its partition to its report. */
final class WorkerTask implements BarrierRdd.Body<ShardedExample> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WorkerTask.class);

  private final String nonce;
  private final int workers;
  private final StageDescription stage;
  private final Broadcast<float[][]> initial;
  private final long[] progress;
  private final SerializableConfiguration hadoop;

  /**
   * @param nonce of the stage, known to its workers alone
   * @param initial parameters and optimizer state
   */
  WorkerTask(
      String nonce,
      int workers,
      StageDescription stage,
      Broadcast<float[][]> initial,
      Progress start,
      SerializableConfiguration hadoop) {
    this.nonce = nonce;
    this.workers = workers;
    this.stage = stage;
    this.initial = initial;
    this.progress = new long[] {start.step(), start.examples(), start.examplesPerEpoch()};
    this.hadoop = hadoop;
  }

  @Override
  public void run(Iterator<ShardedExample> partition) throws Exception {
    BarrierTaskContext task = BarrierTaskContext.get();
    int rank = task.partitionId();
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    TrainingPlan plan = stage.plan();
    try (WorkerLink link =
        new WorkerLink(nonce, rank, workers, plan.deadlines().driver(), task::isInterrupted)) {
      try {
        work(task, host, plan, link, partition);
      } catch (OutOfMemoryError e) {
        LockstepException failure = outOfMemory(host, e);
        link.failed(host, failure);
        throw failure;
      } catch (Throwable e) {
        link.failed(host, e);
        throw e;
      }
    }
  }

  private void work(
      BarrierTaskContext task,
      String host,
      TrainingPlan plan,
      WorkerLink link,
      Iterator<ShardedExample> partition)
      throws Exception {
    NativeMemory.limit(SparkEnv.get().conf());
    LocalExamples examples = LocalExamples.load(partition, stage, budget(task));
    Engine engine = Engines.named(plan.engine());
    List<String> gpus = GpuAddresses.of(task);
    Waiting start = new Waiting(plan.deadlines().start(), link::stopped);
    Waiting step = new Waiting(plan.deadlines().step(), link::stopped);
    try (Collective group = Peers.join(task, host, nonce, Assembly.memory(stage), start, step)) {
      try {
        link.started(host, engine.description(), gpus);
        LOG.info(
            "Worker {} of {} on {}: {}; {} training and {} validation examples, {}, {}",
            group.rank(),
            workers,
            host,
            group,
            examples.training().size(),
            examples.validation().size(),
            engine.description(),
            gpus.isEmpty() ? "no GPU given: CPU" : "GPU " + gpus);
        link.finished(
            new Assembly(stage, group, link)
                .train(
                    examples,
                    engine,
                    new Progress(progress[0], progress[1], progress[2]),
                    initial.value(),
                    HadoopStorage.open(stage.output(), hadoop.value())));
      } catch (Throwable e) {
        group.abort(String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  private static LockstepException outOfMemory(String host, OutOfMemoryError e) {
    return new LockstepException(
        ExitCode.RESOURCES,
        "Cannot train: the executor on "
            + host
            + " is out of memory ("
            + e.getMessage()
            + "). Give it more: --executor-memory for the heap and for direct buffers,"
            + " spark.executor.memoryOverhead for what is outside; with a local master"
            + " --driver-memory.",
        e);
  }

  /** This worker's share of what the process may give to examples. */
  private static MemoryBudget budget(BarrierTaskContext task) {
    long bytes = NativeMemory.here(SparkEnv.get().conf()).examplesBytes() / tasksOfExecutor(task);
    return new MemoryBudget(bytes, Path.of(System.getProperty("java.io.tmpdir")));
  }

  private static int tasksOfExecutor(BarrierTaskContext task) {
    return Math.max(1, SparkEnv.get().conf().getInt("spark.executor.cores", 1) / task.cpus());
  }
}
