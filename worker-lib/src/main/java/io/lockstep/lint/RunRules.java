package io.lockstep.lint;

import io.lockstep.data.DataSpec;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.plan.LintRule;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.schedule.ScheduleSpec;
import java.util.function.Consumer;

/** Rules on data, optimizer and run. */
final class RunRules {
  /** Goyal et al. 2017, arXiv 1706.02677, need a warm-up beyond about this. */
  private static final int LARGE_BATCH = 2_048;

  private static final double LARGE_ADAPTIVE_RATE = 0.01;
  private static final double LARGE_RATE = 1;

  private final TrainingPlan plan;
  private final Consumer<Hint> hints;

  private RunRules(TrainingPlan plan, Consumer<Hint> hints) {
    this.plan = plan;
    this.hints = hints;
  }

  static void check(TrainingPlan plan, Consumer<Hint> hints) {
    RunRules rules = new RunRules(plan, hints);
    rules.checkData();
    rules.checkRate();
    rules.checkPenalty();
    rules.checkBatch();
  }

  private void checkData() {
    boolean hasNumbers = plan.data().sequence().isEmpty() && plan.data().vocabulary().isEmpty();
    if (hasNumbers && plan.data().normalization() instanceof NormalizationSpec.None) {
      hint(
          LintRule.UNSCALED_INPUT,
          "data.normalization",
          "features of different size make some weights learn and others stand still",
          "standardize gives all mean 0 and deviation 1");
    }
    if (plan.data().validation() instanceof DataSpec.Validation.None) {
      hint(
          LintRule.NO_VALIDATION,
          "data.validation",
          "nothing will show whether what is learned holds for other examples",
          "0.1 keeps a tenth apart");
    }
  }

  private void checkRate() {
    if (plan.optimizer().rule().innermost() instanceof OptimizerSpec.Muon) {
      return; // of a matrix whose singular values are 1; 0.02 is usual
    }
    double largest = isAdaptive() ? LARGE_ADAPTIVE_RATE : LARGE_RATE;
    if (plan.optimizer().learningRate() > largest) {
      hint(
          LintRule.LARGE_LEARNING_RATE,
          "optimizer.learning-rate",
          plan.optimizer().learningRate() + " is more than this rule is known to bear",
          "begin at or below " + (isAdaptive() ? "0.001" : "0.1"));
    }
  }

  /** Loshchilov and Hutter 2019, arXiv 1711.05101, section 2. */
  private void checkPenalty() {
    if (plan.optimizer().l2() > 0 && isAdaptive()) {
      hint(
          LintRule.L2_WITH_ADAPTIVE_RATES,
          "optimizer.l2",
          "the rule divides the penalty's gradient as well, so that weights with large gradients"
              + " decay least",
          "adamw with weight-decay decays all alike");
    }
  }

  private void checkBatch() {
    boolean warm =
        plan.optimizer().schedule() instanceof ScheduleSpec.WarmUp
            || plan.optimizer().scaling().flatMap(scaling -> scaling.warmUp()).isPresent();
    if (plan.training().globalBatch() >= LARGE_BATCH && !warm) {
      hint(
          LintRule.LARGE_BATCH_WITHOUT_WARM_UP,
          "training.global-batch",
          plan.training().globalBatch() + " examples a step often diverge in the first steps",
          "schedule.warm-up over a few epochs, or scale-learning-rate");
    }
  }

  private boolean isAdaptive() {
    OptimizerSpec.Rule rule = plan.optimizer().rule().innermost();
    boolean plain =
        rule instanceof OptimizerSpec.Sgd
            || rule instanceof OptimizerSpec.Momentum
            || rule instanceof OptimizerSpec.Nag
            || rule instanceof OptimizerSpec.Lars;
    // Adadelta finds its rate itself: its learning rate is a factor, 1 by default.
    return !plain && !(rule instanceof OptimizerSpec.Adadelta);
  }

  private void hint(LintRule rule, String place, String reason, String remedy) {
    hints.accept(new Hint(rule, place, reason, remedy));
  }
}
