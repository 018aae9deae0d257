package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

/** How every feature is rescaled before normalization, so that heavy tails do not rule it. */
public sealed interface RescaleSpec {
  /** As they are. */
  record None() implements RescaleSpec {}

  /** {@code sign(x) log(1 + |x|)}, which takes negative numbers as well. */
  record Log1p() implements RescaleSpec {}

  /**
   * {@code tanh(x / scale)}.
   *
   * @param scale in units of the features
   */
  record Tanh(double scale) implements RescaleSpec {
    public Tanh {
      check(scale > 0 && Double.isFinite(scale), "tanh", "a number greater than 0", scale);
    }
  }

  /**
   * To the range between two percentiles of the training part, of each feature, for pictures of
   * each channel. The percentile q of n values is the k-th least with {@code k = ceil(q n)}, and
   * the least if that is 0 (the inverse of the empirical distribution function: Hyndman and Fan,
   * Sample Quantiles in Statistical Packages, 1996, definition 1).
   *
   * @param low from 0
   * @param high up to 1, above low
   */
  record ClipPercentiles(double low, double high) implements RescaleSpec {
    public ClipPercentiles {
      check(
          low >= 0 && low < high && high <= 1,
          "clip-percentiles",
          "two numbers from 0 to 1, the first one smaller, such as [0.01, 0.99]",
          low + " and " + high);
    }
  }
}
