package io.lockstep.driver.training;

import io.lockstep.diagnostics.Agreements;
import io.lockstep.diagnostics.Agreements.Change;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.EnumSet;
import java.util.Set;

/** How the workers of a plan agree, as far as the cost of it goes. */
final class RunAgreements {
  private RunAgreements() {}

  /**
   * Of a plan.
   *
   * @param parameters count
   */
  static Agreements of(TrainingPlan plan, long parameters, RunLength length) {
    int stateVectors = Optimizer.stateVectors(plan.optimizer());
    if (!(plan.synchronization() instanceof ParameterAveraging averaging)) {
      return new Agreements(
          parameters,
          stateVectors,
          1,
          Agreements.On.GRADIENTS,
          1,
          plan.deadlines().step(),
          changes(plan));
    }
    double shared =
        averaging
            .startAfter()
            .map(span -> (double) span.toSteps(length.stepsPerEpoch()) / length.steps())
            .map(part -> Math.min(1, part))
            .orElse(0.0);
    return new Agreements(
        parameters,
        stateVectors,
        averaging.every(),
        Agreements.On.PARAMETERS,
        shared + (1 - shared) * (1 + stateVectors) / averaging.every(),
        plan.deadlines().step(),
        Set.of());
  }

  private static Set<Change> changes(TrainingPlan plan) {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (plan.synchronization() instanceof GradientSharing sharing
        && sharing.compression().isEmpty()) {
      changes.add(Change.COMPRESSION);
    }
    if (plan.allows(new ParameterAveraging(10))) {
      changes.add(Change.AVERAGING);
    }
    return changes;
  }
}
