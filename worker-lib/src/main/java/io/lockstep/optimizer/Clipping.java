package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.positive;

/**
 * How large a gradient may be, the mean over the global batch, before penalties are added to it.
 * Running statistics are not part of it.
 */
public sealed interface Clipping {
  /** As it is. */
  record None() implements Clipping {}

  /**
   * {@code g * bound / |g|} where the norm over all parameters is larger (Pascanu et al. 2013,
   * arXiv 1211.5063, algorithm 1).
   */
  record GlobalNorm(double bound) implements Clipping {
    public GlobalNorm {
      positive(bound, "clip-norm");
    }
  }

  /**
   * {@code g * bound / |g|} for each piece (a layer's weights, its biases, ...) whose norm is
   * larger, whatever the others' (per-layer clipping: McMahan et al. 2018, arXiv 1710.06963).
   */
  record LayerNorm(double bound) implements Clipping {
    public LayerNorm {
      positive(bound, "clip-layer-norm");
    }
  }

  /** Each element into [-bound, bound] (Mikolov 2012, section 3.2.2). */
  record Value(double bound) implements Clipping {
    public Value {
      positive(bound, "clip-value");
    }
  }
}
