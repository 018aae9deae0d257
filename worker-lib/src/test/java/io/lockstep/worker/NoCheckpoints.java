package io.lockstep.worker;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.CompressionState;
import java.util.Map;
import java.util.Optional;

/** For runs of which nothing is kept. */
final class NoCheckpoints implements Checkpoints {
  @Override
  public void begin(
      Progress progress,
      FlatVector parameters,
      Map<String, FlatVector> state,
      CompressionState compression,
      double seconds,
      Best best) {
    // Nothing is kept.
  }

  @Override
  public Optional<Written> poll() {
    return Optional.empty();
  }

  @Override
  public Optional<Written> await() {
    return Optional.empty();
  }
}
