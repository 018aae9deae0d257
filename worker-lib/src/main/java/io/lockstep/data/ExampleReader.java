package io.lockstep.data;

/** A worker's local examples, by place. */
@FunctionalInterface
public interface ExampleReader {
  /** Writes normalized features and targets of an example into a row of a batch. */
  void copy(int index, Batch batch, int row);
}
