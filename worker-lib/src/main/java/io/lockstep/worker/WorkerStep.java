package io.lockstep.worker;

import io.lockstep.data.Batch;
import io.lockstep.network.Network;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.Synchronizer;

/** One step of one worker: the lines that everything else serves. */
final class WorkerStep {
  private final Prefetch batches;
  private final Network network;
  private final Optimizer optimizer;
  private final Synchronizer synchronizer;
  private final StepTimer timer;

  WorkerStep(
      Prefetch batches,
      Network network,
      Optimizer optimizer,
      Synchronizer synchronizer,
      StepTimer timer) {
    this.batches = batches;
    this.network = network;
    this.optimizer = optimizer;
    this.synchronizer = synchronizer;
    this.timer = timer;
  }

  /**
   * @param now where the run is
   * @return where it is afterwards
   */
  Progress run(Progress now) {
    int globalExamples = batches.examples(now);
    Batch batch = batches.take(now);
    timer.markData();
    double lossSum = network.forwardBackward(batch, now);
    int examples = batch.rows();
    batches.release(now);
    synchronizer.beforeUpdate(network.gradient(), lossSum, examples, globalExamples);
    if (synchronizer.updates()) {
      optimizer.update(
          network.parameters(),
          synchronizer.gradient(),
          synchronizer.slice(),
          synchronizer.norm(),
          synchronizer.exchange(),
          now);
    }
    Progress next = now.advance(globalExamples);
    synchronizer.afterUpdate(network.parameters(), optimizer.state(), next);
    return next;
  }
}
