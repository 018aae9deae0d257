package io.lockstep.synchronization;

import io.lockstep.parameters.FlatVector;

/**
 * A mean gradient that is the same on all ranks, made of few bytes. A step: {@link #begin}, perhaps
 * {@link #offer}, {@link #share}, then {@link #load}.
 */
sealed interface CompressedMean permits RoundedMean, SparseMean {
  /**
   * Takes this rank's part.
   *
   * @param local sum over this rank's examples
   * @param globalExamples of the step over all ranks
   */
  void begin(FlatVector local, long globalExamples);

  /**
   * Puts into the vector what this rank would send if it sent everything.
   *
   * @return what the sum of these vectors is to be multiplied with
   */
  float offer(FlatVector local);

  /** Exchanges. */
  void share(FlatVector local);

  /**
   * Puts the elements [from, from + length) of the mean at the beginning of an array; any, as often
   * as wanted.
   */
  void load(int from, int length, float[] into);

  /** Bytes in which this rank's part of the step was encoded. */
  long bytes();
}
