package io.lockstep.network;

import io.lockstep.data.Batch;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;

/**
 * A model bound to one vector of parameters and one of gradients. It reads the parameters as they
 * are at each call, so whoever writes to them (optimizer, collective, checkpoint) needs to tell
 * nobody. Used by one thread at a time.
 */
public interface Network extends AutoCloseable {
  NetworkSpec spec();

  /** The vector that it was bound to. */
  FlatVector parameters();

  /** The vector that it was bound to. */
  FlatVector gradient();

  /**
   * Loss and gradient of a batch in training mode. Overwrites the gradient with the <b>sum</b> over
   * the batch's examples of each example's gradient (for statistics see {@link
   * io.lockstep.parameters.Piece.Kind#STATISTIC}), each times its weight if the batch has weights;
   * no penalty is in it. A batch without examples gives zeros.
   *
   * @param now from which randomness inside the network (dropout) is drawn, together with the seed
   *     of the engine
   * @return the sum of the examples' losses, each times its weight, without penalties
   */
  double forwardBackward(Batch batch, Progress now);

  /**
   * Predictions of a batch in inference mode: outputs after the {@link Loss.Link} of the loss, so
   * probabilities for cross entropy, rates for Poisson, scores for hinge, values for MSE.
   *
   * @param outputs of at least rows x outputs elements, row-major
   */
  void predict(Batch batch, FlatVector outputs);

  /**
   * What a code ({@link LayerSpec.Latent}) of the last {@link #predict} adds to the loss, as the
   * sum over its examples; 0 without a code.
   */
  default double divergence() {
    return 0;
  }

  /**
   * Measures the statistics of its batch normalizations. All ranks of the engine's exchange ask for
   * it alike.
   *
   * @throws io.lockstep.checks.LockstepException (USAGE) if the engine cannot
   */
  BatchStatistics batchStatistics();

  @Override
  void close();
}
