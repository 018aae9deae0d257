package io.lockstep.worker;

import io.lockstep.data.Batch;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.GlobalBatches;
import io.lockstep.network.Network;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.Synchronizer;

/** One step of one worker: the lines that everything else serves. */
final class WorkerStep {
  private final GlobalBatches batches;
  private final ExampleReader examples;
  private final Network network;
  private final Optimizer optimizer;
  private final Synchronizer synchronizer;
  private final Batch batch;
  private final int[] indices;

  WorkerStep(
      GlobalBatches batches,
      ExampleReader examples,
      Network network,
      Optimizer optimizer,
      Synchronizer synchronizer,
      Batch batch) {
    this.batches = batches;
    this.examples = examples;
    this.network = network;
    this.optimizer = optimizer;
    this.synchronizer = synchronizer;
    this.batch = batch;
    this.indices = new int[batches.maxRows()];
  }

  /**
   * @param now where the run is
   * @return where it is afterwards
   */
  Progress run(Progress now) {
    int globalExamples = batches.examples(now.position());
    assemble(now);
    double lossSum = network.forwardBackward(batch, now);
    synchronizer.beforeUpdate(network.gradient(), lossSum, batch.rows(), globalExamples);
    if (synchronizer.updates()) {
      optimizer.update(
          network.parameters(),
          synchronizer.gradient(),
          synchronizer.slice(),
          synchronizer.norm(),
          now);
    }
    Progress next = now.advance(globalExamples);
    synchronizer.afterUpdate(network.parameters(), optimizer.state(), next);
    return next;
  }

  private void assemble(Progress now) {
    batch.rows(batches.select(now.epoch(), now.position(), indices));
    for (int row = 0; row < batch.rows(); row++) {
      examples.copy(indices[row], batch, row);
    }
  }
}
