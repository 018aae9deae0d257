package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.progress.Span;
import java.util.List;
import java.util.Optional;

/** When workers agree. */
public sealed interface SynchronizationSpec {
  /** Names of the vectors that the synchronizer itself has to keep from agreement to agreement. */
  default List<String> state() {
    return List.of();
  }

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
   *
   * @param every steps between agreements
   * @param startAfter how long gradients are shared first: post-local SGD (Lin et al. 2020, arXiv
   *     1808.07217, section 3); empty: not at all
   * @param outer what becomes of the mean of the parameters
   */
  record ParameterAveraging(int every, Optional<Span> startAfter, OuterSpec outer)
      implements SynchronizationSpec {
    /** The name of the outer momentum in checkpoints. */
    static final String OUTER_MOMENTUM = "outer.momentum";

    public ParameterAveraging {
      atLeast(every, 1, "every");
      startAfter.ifPresent(
          span -> check(span.amount() > 0, "start-after", "at least 1ep or 1st", span));
      present(outer, "outer");
    }

    /** From the beginning, and the mean as it is. */
    public ParameterAveraging(int every) {
      this(every, Optional.empty(), new OuterSpec.None());
    }

    @Override
    public List<String> state() {
      return outer instanceof OuterSpec.Nesterov ? List.of(OUTER_MOMENTUM) : List.of();
    }
  }
}
