package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

/** How features are normalized; the numbers come from the training part only. */
public sealed interface NormalizationSpec {
  /**
   * (x - mean) / deviation, per feature, for pictures per channel; a constant feature becomes 0.
   */
  record Standardize() implements NormalizationSpec {}

  /** To [0, 1], per feature, for pictures per channel; a constant feature becomes 0. */
  record MinMax() implements NormalizationSpec {}

  /** x * factor. */
  record Scale(double factor) implements NormalizationSpec {
    public Scale {
      check(Double.isFinite(factor) && factor != 0, "scale", "a number other than 0", factor);
    }
  }

  /** As they are. */
  record None() implements NormalizationSpec {}
}
