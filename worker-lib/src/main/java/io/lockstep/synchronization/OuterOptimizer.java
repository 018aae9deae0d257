package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.VectorSum;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import java.util.Map;

/** Makes a slice of the agreed parameters of the mean, where the sum is taken. */
sealed interface OuterOptimizer permits TakeMean, OuterNesterov {
  /** Elements that are worked on at once: an array of them stays in the first-level cache. */
  int CHUNK = 1024;

  /** The outer optimizer of a specification; all ranks call it alike. */
  static OuterOptimizer of(OuterSpec spec, Collective collective, ParameterLayout layout) {
    return spec instanceof OuterSpec.Nesterov nesterov
        ? new OuterNesterov(nesterov, collective, layout)
        : new TakeMean(collective);
  }

  /** Remembers what it needs of the agreed parameters, before they are changed. */
  void begin(FlatVector parameters);

  /**
   * Writes this rank's slice of the newly agreed parameters.
   *
   * @param sum of the ranks' parameters
   * @param factor that makes the mean of it
   */
  void agree(VectorSum sum, float factor, FlatVector parameters);

  /** What survives an agreement, by name; live. Each rank has its slice. */
  Map<String, FlatVector> state();
}
