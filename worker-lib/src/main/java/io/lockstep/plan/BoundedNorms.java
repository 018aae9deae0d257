package io.lockstep.plan;

import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.synchronization.OuterSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.Optional;

/** Where a bound on the norms of weights holds. A mean of weights within it is within it. */
final class BoundedNorms {
  private BoundedNorms() {}

  /** Why not here; empty if it does, or if there is none. */
  static Optional<String> problem(OptimizerSpec optimizer, SynchronizationSpec synchronization) {
    boolean stepsOutside =
        synchronization instanceof ParameterAveraging averaging
            && averaging.outer() instanceof OuterSpec.Nesterov;
    return optimizer.regularization().maxNorm().isPresent() && stepsOutside
        ? Optional.of(
            "none with synchronization.outer nesterov, whose steps lead beyond the bound after the"
                + " workers' last updates; leave out one")
        : Optional.empty();
  }
}
