package io.lockstep.plan;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.decision.Monitor;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.plan.yaml.Suggestion;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.LongestSpan;
import io.lockstep.schedule.ScheduleSpec;
import java.util.List;
import java.util.Optional;

/** What sections of a plan ask of each other. */
public final class PlanChecks {
  private static final String REMEDY = "; train longer, shorten it, or leave it out";

  private final Section plan;

  PlanChecks(Section plan) {
    this.plan = plan;
  }

  /** Reports what does not fit together. */
  void check(DataSpec data, OptimizerSpec optimizer, TrainingSpec training) {
    Section keys = plan.child("optimizer");
    optimizer
        .plateau()
        .ifPresent(plateau -> watched(keys, "reduce-on-plateau", plateau.monitor(), data));
    training
        .earlyStopping()
        .ifPresent(
            stopping ->
                watched(plan.child("training"), "early-stopping", stopping.monitor(), data));
    if (optimizer.scaling().flatMap(scaling -> scaling.warmUp()).isPresent()
        && optimizer.schedule() instanceof ScheduleSpec.WarmUp) {
      keys.report(
          "scale-learning-rate",
          "has a warm-up of its own; leave out schedule.warm-up, or say warm-up: none here");
    }
    checkLengths(keys, optimizer, training.length());
  }

  private static void watched(Section section, String key, Monitor monitor, DataSpec data) {
    List<String> known = EvaluationMetrics.of(data.task());
    if (data.validation() instanceof DataSpec.Validation.None) {
      section.report(
          key, "needs validation data to decide by; set data.validation, such as 0.1 for a tenth");
    } else if (!known.contains(monitor.metric())) {
      section.report(
          key,
          "there is no metric '%s' in %s%s (known: %s)"
              .formatted(
                  monitor.metric(),
                  Words.of(data.task()),
                  Suggestion.clause(monitor.metric(), known),
                  String.join(", ", known)));
    }
  }

  private static void checkLengths(Section keys, OptimizerSpec optimizer, Span run) {
    RunLength length = new RunLength(run, 1);
    if (LongestSpan.isComparable(optimizer.schedule(), run)) {
      LongestSpan.beyond(optimizer.schedule(), length)
          .ifPresent(why -> keys.report("schedule", why + REMEDY));
    }
    optimizer
        .scaling()
        .filter(s -> s.warmUp().isPresent() && s.warmUp().get().unit() == run.unit())
        .flatMap(scaling -> LongestSpan.beyond(scaling, length))
        .ifPresent(why -> keys.report("scale-learning-rate", why + REMEDY));
  }

  /**
   * Fails where a schedule is longer than the run, once it is known how many steps an epoch has.
   *
   * @throws LockstepException (USAGE) naming the key
   */
  public static void checkLengths(TrainingPlan plan, RunLength length) {
    OptimizerSpec optimizer = plan.optimizer();
    Optional<String> beyond =
        LongestSpan.beyond(optimizer.schedule(), length)
            .map(why -> "optimizer.schedule: " + why)
            .or(
                () ->
                    optimizer
                        .scaling()
                        .flatMap(scaling -> LongestSpan.beyond(scaling, length))
                        .map(why -> "optimizer.scale-learning-rate: " + why));
    if (beyond.isPresent()) {
      throw new LockstepException(
          ExitCode.USAGE, "Cannot use the plan: " + beyond.get() + REMEDY + ".");
    }
  }
}
