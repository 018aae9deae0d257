package io.lockstep.worker;

import static io.lockstep.checks.Checks.present;

import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.network.BatchStatistics;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.Piece;

/**
 * Running statistics of batch normalization for weights that were never trained with, such as a
 * mean of several models (Izmailov et al. 2018, arXiv 1803.05407, algorithm 1, last line; PyTorch's
 * {@code update_bn}): the mean, over the global batches of the run's first epoch, of each batch's
 * mean and variance, weighted by examples,
 *
 * <pre>
 *   mean = sum_s b_s / n mean_s,   variance = sum_s b_s / n variance_s
 * </pre>
 *
 * <p>Batches are the training's, augmented as there, and always the first epoch's: two evaluations
 * differ by their weights alone, whatever the number of workers and wherever a run was resumed.
 */
public final class FreshStatistics {
  private static final long EPOCH = 0;

  private final BatchAssembly assembly;
  private final long examples;
  private final Batch batch;
  private final BatchStatistics statistics;
  private final double[] ofBatch;

  /**
   * @param assembly of this worker's training batches, for its own thread
   * @param examples n, over all workers
   * @param maxRows the largest batch that the assembly fills
   * @param network of this worker; only all workers together measure
   */
  public FreshStatistics(BatchAssembly assembly, long examples, int maxRows, Network network) {
    this.assembly = present(assembly, "assembly");
    this.examples = examples;
    NetworkSpec spec = network.spec();
    this.batch = new Batch(maxRows, spec.input().elements(), spec.outputs());
    this.statistics = network.batchStatistics();
    this.ofBatch = new double[statistics.length()];
  }

  /** Whether the averages of an optimizer need them for a network. */
  public static boolean areNeeded(OptimizerSpec optimizer, NetworkSpec network) {
    return optimizer.averagesModels()
        && network.trained().pieces().stream()
            .anyMatch(piece -> piece.kind() == Piece.Kind.STATISTIC);
  }

  /**
   * One pass over the training examples with the network's parameters as they are; all workers call
   * it, and have the same values afterwards.
   *
   * @return in the order of {@link BatchStatistics}
   */
  double[] measure() {
    double[] mean = new double[ofBatch.length];
    for (long position = 0; position < examples; position += assembly.examples(position)) {
      assembly.assemble(EPOCH, position, batch);
      statistics.measure(batch, ofBatch);
      double share = (double) assembly.examples(position) / examples;
      for (int i = 0; i < mean.length; i++) {
        mean[i] += share * ofBatch[i];
      }
    }
    return mean;
  }
}
