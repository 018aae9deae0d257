package io.lockstep.evaluation;

import io.lockstep.parameters.FlatVector;

/** Counts examples into a row of numbers. */
interface Tally {
  /**
   * Counts some examples.
   *
   * @param outputs of the network, rows x width, row-major
   * @param targets likewise: one-hot classes or values
   */
  void add(FlatVector outputs, FlatVector targets, int rows);

  EvaluationResult result();
}
