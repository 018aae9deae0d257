package io.lockstep.data;

/** A worker's local examples, by place. */
@FunctionalInterface
public interface ExampleReader {
  /**
   * Writes normalized features and targets of an example, as an epoch shows it, into a row of a
   * batch.
   */
  void copy(long epoch, int index, Batch batch, int row);
}
