package io.lockstep.driver.cli;

import static io.lockstep.checks.Checks.present;

import io.lockstep.driver.config.PlanReader;
import io.lockstep.driver.config.StorageOpener;

/**
 * What the commands are put together from.
 *
 * @param plans reads plans
 * @param storages opens folders
 * @param sessions starts Spark
 * @param training runs a plan
 * @param models evaluates and predicts
 */
record Parts(
    PlanReader plans,
    StorageOpener storages,
    Sessions sessions,
    TrainingRuns training,
    ModelJobs models) {
  Parts {
    present(plans, "plans");
    present(storages, "storages");
    present(sessions, "sessions");
    present(training, "training");
    present(models, "models");
  }
}
