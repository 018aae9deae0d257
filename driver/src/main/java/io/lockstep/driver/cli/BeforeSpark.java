package io.lockstep.driver.cli;

import io.lockstep.driver.config.RunConfiguration;
import io.lockstep.plan.TrainingPlan;

/** Looks at the files that a plan names, as far as they can be read without Spark. */
@FunctionalInterface
interface BeforeSpark {
  /**
   * Fails if the run could not begin.
   *
   * @return the plan with all layers in it that could be found
   * @throws io.lockstep.checks.LockstepException (usage or data) saying which file and why
   */
  TrainingPlan check(RunConfiguration run);
}
