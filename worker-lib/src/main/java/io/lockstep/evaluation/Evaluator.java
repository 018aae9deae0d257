package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.parameters.FlatVector;

/**
 * Runs a network over batches, in inference mode, and counts how well it does. What it has counted
 * so far is {@link #result}; a second evaluation takes a second evaluator. Used by one thread.
 */
public final class Evaluator {
  private final Network network;
  private final int maxRows;
  private final FlatVector outputs;
  private final Tally tally;
  private final int items;

  /**
   * @param maxRows the largest batch that will come
   */
  public Evaluator(Network network, int maxRows) {
    NetworkSpec spec = network.spec();
    this.network = network;
    this.maxRows = atLeast(maxRows, 1, "max rows");
    this.outputs = FlatVector.allocate(Math.multiplyExact(maxRows, spec.outputs()));
    this.items = EvaluationResult.itemsOfExample(spec);
    this.tally = Tally.of(spec);
  }

  /** Evaluates a batch, with the parameters as they are now. */
  public void add(Batch batch) {
    int width = network.spec().outputs();
    check(batch.rows() <= maxRows, "rows", "at most " + maxRows, batch.rows());
    check(batch.targetWidth() == width, "target width", "" + width, batch.targetWidth());
    if (batch.rows() > 0) {
      network.predict(batch, outputs);
      tally.add(outputs, batch.targets(), batch.rows() * items);
      tally.addLoss(network.divergence());
    }
  }

  /** What the batches so far gave. */
  public EvaluationResult result() {
    return tally.result();
  }
}
