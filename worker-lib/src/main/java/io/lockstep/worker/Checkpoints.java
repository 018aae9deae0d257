package io.lockstep.worker;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.CompressionState;
import java.util.Map;

/** Writes checkpoints. */
@FunctionalInterface
public interface Checkpoints {
  /**
   * Writes one.
   *
   * @param state of optimizer and synchronizer, by name
   * @param compression what of compression survives a step
   * @param seconds spent in the step loop by this worker in this generation
   * @param best whether its evaluation was the best so far
   * @return its name
   */
  String write(
      Progress progress,
      FlatVector parameters,
      Map<String, FlatVector> state,
      CompressionState compression,
      double seconds,
      Best best);

  /** Whether a checkpoint holds the best parameters so far. */
  enum Best {
    BEST,
    ORDINARY
  }
}
