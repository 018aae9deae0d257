package io.lockstep.worker;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.CompressionState;
import java.util.Map;
import java.util.Optional;

/**
 * Writes checkpoints while training goes on, one at a time. Used by the worker's thread; only rank
 * 0 begins any.
 */
public interface Checkpoints {
  /**
   * A checkpoint that is whole.
   *
   * @param seconds from its begin until it was
   */
  record Written(Progress progress, String name, double seconds) {}

  /** Whether a checkpoint holds the best parameters so far. */
  enum Best {
    BEST,
    ORDINARY
  }

  /**
   * Begins one, after {@link #await}. When this returns the vectors may change.
   *
   * @param state of optimizer and synchronizer, by name
   * @param compression what of compression survives a step, in vectors that nobody else uses
   * @param seconds spent in the step loop by this worker in this generation
   * @param best whether its evaluation was the best so far
   */
  void begin(
      Progress progress,
      FlatVector parameters,
      Map<String, FlatVector> state,
      CompressionState compression,
      double seconds,
      Best best);

  /** The one that was begun, once, if it is whole by now; throws what kept it from that. */
  Optional<Written> poll();

  /** Waits for the one that was begun, if there is one; throws what kept it from being whole. */
  Optional<Written> await();
}
