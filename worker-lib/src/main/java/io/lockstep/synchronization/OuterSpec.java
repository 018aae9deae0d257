package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.fraction;
import static io.lockstep.checks.Checks.positive;

/** What parameter averaging makes of the mean at an agreement. */
public sealed interface OuterSpec {
  /** The mean as it is. */
  record None() implements OuterSpec {}

  /**
   * A step of Nesterov's momentum on the outer gradient, the agreed parameters before less the mean
   * (Douillard et al. 2023, DiLoCo, arXiv 2311.08105, algorithm 1 with Nesterov as OuterOpt):
   *
   * <pre>
   * delta = before - mean
   * v     = momentum * v + delta
   * after = before - rate * (delta + momentum * v)
   * </pre>
   *
   * <p>SlowMo (Wang et al. 2020, arXiv 1910.00643, algorithm 1) takes heavy ball's step {@code rate
   * * v} in place of Nesterov's and divides by the inner learning rate on the way into v; with
   * momentum 0 and rate 1 each of the three is the mean.
   *
   * @param learningRate of the outer step
   * @param momentum outer
   */
  record Nesterov(double learningRate, double momentum) implements OuterSpec {
    public Nesterov {
      positive(learningRate, "learning-rate");
      fraction(momentum, "momentum");
    }
  }
}
