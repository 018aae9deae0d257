package io.lockstep.progress;

import static io.lockstep.checks.Checks.atLeast;

/**
 * Where a run is: what has been completed so far. Epoch and position follow from the examples,
 * since an epoch takes every example exactly once.
 *
 * @param step completed steps (optimizer updates)
 * @param examples completed examples, over all workers
 * @param examplesPerEpoch training examples n
 */
public record Progress(long step, long examples, long examplesPerEpoch) {
  public Progress {
    atLeast(step, 0, "step");
    atLeast(examples, 0, "examples");
    atLeast(examplesPerEpoch, 1, "examples per epoch");
  }

  /** The start of a run. */
  public static Progress start(long examplesPerEpoch) {
    return new Progress(0, 0, examplesPerEpoch);
  }

  /** Completed epochs; also the zero-based number of the epoch under way. */
  public long epoch() {
    return examples / examplesPerEpoch;
  }

  /** Completed epochs with their fraction. */
  public double epochs() {
    return (double) examples / examplesPerEpoch;
  }

  /** Completed examples of the epoch under way. */
  public long position() {
    return examples % examplesPerEpoch;
  }

  /** After one more step over {@code batch} examples. */
  public Progress advance(long batch) {
    return new Progress(step + 1, examples + batch, examplesPerEpoch);
  }
}
