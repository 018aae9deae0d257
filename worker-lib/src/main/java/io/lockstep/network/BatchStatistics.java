package io.lockstep.network;

import io.lockstep.data.Batch;

/**
 * What the batch normalizations of a network see of a global batch: mean and variance (of the
 * population) of each feature. Used by the thread of its network.
 */
public interface BatchStatistics {
  /**
   * Values of a measurement: the trained pieces of kind {@link
   * io.lockstep.parameters.Piece.Kind#STATISTIC}, in the order of {@link NetworkSpec#trained}.
   */
  int length();

  /**
   * One forward pass, in which batch normalizations that are trained normalize by the global batch,
   * whatever statistics they are trained by, and everything else is as in inference, so without
   * dropout. Running statistics of these layers are neither read nor written. All ranks call it,
   * those without examples too.
   *
   * @param batch this rank's part of the global batch
   * @param values to be filled
   */
  void measure(Batch batch, double[] values);
}
