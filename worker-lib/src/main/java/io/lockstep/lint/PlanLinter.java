package io.lockstep.lint;

import io.lockstep.network.NetworkSpec;
import io.lockstep.plan.LintRule;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what in a plan is allowed and seldom meant, with reason and remedy. Hints never stop a run;
 * a plan has rules be quiet by {@code lint.quiet}.
 */
public final class PlanLinter {
  private PlanLinter() {}

  /**
   * Hints for which the plan is enough, in the plan's order: model, then the run, and those that
   * need the shapes of the data if the plan says them.
   *
   * @throws io.lockstep.checks.LockstepException (usage) if the model cannot take the data
   */
  public static List<Hint> lint(TrainingPlan plan) {
    return lint(plan, ModelFit.check(plan));
  }

  /** The same with those that need the shapes of the data. */
  public static List<Hint> lint(TrainingPlan plan, NetworkSpec network) {
    return lint(plan, Optional.of(network));
  }

  private static List<Hint> lint(TrainingPlan plan, Optional<NetworkSpec> network) {
    List<Hint> hints = new ArrayList<>();
    ModelRules.check(plan.model(), hints::add);
    RunRules.check(plan, hints::add);
    network.ifPresent(shaped -> WidthRules.check(shaped, hints::add));
    if (plan.model().output().units().isPresent()) {
      network.ifPresent(shaped -> OutputRules.check(shaped, hints::add));
    }
    return speaking(plan, hints);
  }

  /** Those that need the classes or targets of the data, where the plan has not said them. */
  public static List<Hint> lintOutput(TrainingPlan plan, NetworkSpec network) {
    List<Hint> hints = new ArrayList<>();
    if (plan.model().output().units().isEmpty()) {
      OutputRules.check(network, hints::add);
    }
    return speaking(plan, hints);
  }

  /** Those that need the number of steps alone. */
  public static List<Hint> lint(TrainingPlan plan, RunLength length) {
    return speaking(plan, LengthRules.check(plan, length).stream().toList());
  }

  private static List<Hint> speaking(TrainingPlan plan, List<Hint> hints) {
    Set<LintRule> quiet = plan.lint().quiet();
    return hints.stream().filter(hint -> !quiet.contains(hint.rule())).toList();
  }
}
