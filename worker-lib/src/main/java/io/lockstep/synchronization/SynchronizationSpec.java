package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.atLeast;

/** When workers agree. */
public sealed interface SynchronizationSpec {
  /** Every step, on the gradient of the global batch. */
  record GradientSharing() implements SynchronizationSpec {}

  /**
   * Every {@code every} steps, on the parameters and the optimizer state, weighted by the examples
   * that each worker took since the last agreement (McMahan et al. 2017, arXiv 1602.05629,
   * algorithm 1, for steps instead of epochs).
   */
  record ParameterAveraging(int every) implements SynchronizationSpec {
    public ParameterAveraging {
      atLeast(every, 1, "every");
    }
  }
}
