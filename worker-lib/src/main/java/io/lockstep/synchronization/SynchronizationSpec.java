package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.compression.CompressionSpec;
import java.util.Optional;

/** When workers agree. */
public sealed interface SynchronizationSpec {
  /**
   * Every step, on the gradient of the global batch.
   *
   * @param compression of what is shared; empty: all of it in float32
   */
  record GradientSharing(Optional<CompressionSpec> compression) implements SynchronizationSpec {
    public GradientSharing {
      present(compression, "compression");
    }

    /** Without compression. */
    public GradientSharing() {
      this(Optional.empty());
    }
  }

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
