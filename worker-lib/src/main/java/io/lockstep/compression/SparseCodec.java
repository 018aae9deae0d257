package io.lockstep.compression;

import java.nio.ByteBuffer;

/**
 * Chooses what of a vector is sent and what is kept for later steps, the residual: what is sent
 * plus what is kept is what was there, so that nothing is lost, only late (Seide et al. 2014, 1-Bit
 * Stochastic Gradient Descent, Interspeech; Karimireddy et al. 2019, Error Feedback Fixes SignSGD,
 * arXiv 1901.09847, algorithm 2). Deterministic. Used by one thread.
 */
public sealed interface SparseCodec permits ThresholdCodec, TopKCodec {
  /** The codec of a specification, at the beginning of a run. */
  static SparseCodec of(CompressionSpec.Threshold spec, SparseForm form) {
    return new ThresholdCodec(form, spec.target());
  }

  /** The codec of a specification. */
  static SparseCodec of(CompressionSpec.TopK spec, SparseForm form) {
    return new TopKCodec(form, spec.fraction());
  }

  /** Bytes of the largest message. */
  int mostBytes();

  /**
   * Writes a message at index 0 of a buffer.
   *
   * @param accumulated gradient plus residual; afterwards the residual, 0 in the parts that are not
   *     compressed
   * @return its bytes, at most {@link #mostBytes}
   */
  int encode(float[] accumulated, ByteBuffer into);

  /** Learns from what all ranks have sent in a step; the same on all ranks. */
  void adapt(SparseSum sum);

  /** The one number that survives a step; 0 in the beginning, or if there is none. */
  double state();

  void restore(double state);
}
