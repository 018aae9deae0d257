package io.lockstep.plan;

/**
 * What a plan may do and seldom means to. By its word ({@code saturating-activation}) a plan can
 * have a rule be quiet.
 */
public enum LintRule {
  SATURATING_ACTIVATION,
  INIT_FOR_ACTIVATION,
  LINEAR_LAYERS,
  ACTIVATION_ON_OUTPUT,
  REDUNDANT_BIAS,
  MISSING_BIAS,
  WIDE_CONVOLUTION,
  DROPOUT_BEFORE_BATCH_NORM,
  UNSCALED_INPUT,
  NO_VALIDATION,
  LARGE_LEARNING_RATE,
  L2_WITH_ADAPTIVE_RATES,
  LARGE_BATCH_WITHOUT_WARM_UP,
  UNSETTLED_AVERAGE;

  /** As in a plan. */
  @Override
  public String toString() {
    return Words.of(this);
  }
}
