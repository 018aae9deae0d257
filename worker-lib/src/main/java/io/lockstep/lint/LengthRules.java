package io.lockstep.lint;

import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.plan.LintRule;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** Rules that need to know how many steps a run has. */
final class LengthRules {
  /** What an average may hold of the initial weights at the end: about exp(-3). */
  private static final double REST = 0.05;

  private LengthRules() {}

  static Optional<Hint> check(TrainingPlan plan, RunLength length) {
    if (!(plan.optimizer().rule() instanceof OptimizerSpec.Averaged averaged)) {
      return Optional.empty();
    }
    return averaged.average() instanceof OptimizerSpec.Ema ema
        ? checkEma(ema, length.steps())
        : checkSwa((OptimizerSpec.Swa) averaged.average(), length);
  }

  private static Optional<Hint> checkEma(OptimizerSpec.Ema ema, long steps) {
    double rest = Math.pow(ema.decay(), steps);
    return rest <= REST
        ? Optional.empty()
        : Optional.of(
            hint(
                "optimizer.weight-average.decay",
                String.format(
                    Locale.ROOT,
                    "after the run's %,d steps the average still holds %.0f %% of the initial"
                        + " weights",
                    steps,
                    100 * rest),
                "train longer, or take a decay of at most " + largestDecay(steps)));
  }

  /** In few digits, rounded down. */
  private static String largestDecay(long steps) {
    double gap = 1 - Math.pow(REST, 1.0 / steps);
    BigDecimal few = BigDecimal.valueOf(gap).round(new MathContext(2, RoundingMode.UP));
    return BigDecimal.ONE.subtract(few).stripTrailingZeros().toPlainString();
  }

  private static Optional<Hint> checkSwa(OptimizerSpec.Swa swa, RunLength length) {
    long start = swa.firstStep(length);
    return start + swa.distance(length) <= length.steps()
        ? Optional.empty()
        : Optional.of(
            hint(
                "optimizer.weight-average.every",
                "the mean is of one model, that of step %,d of %,d"
                    .formatted(start, length.steps()),
                "start earlier, or take models more often"));
  }

  private static Hint hint(String place, String reason, String remedy) {
    return new Hint(LintRule.UNSETTLED_AVERAGE, place, reason, remedy);
  }
}
