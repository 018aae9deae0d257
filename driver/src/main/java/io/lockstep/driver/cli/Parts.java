package io.lockstep.driver.cli;

import static io.lockstep.checks.Checks.present;

import io.lockstep.driver.config.PlanReader;
import io.lockstep.driver.config.StorageOpener;
import java.util.function.Supplier;

/**
 * What the commands are put together from. What needs Spark is supplied when it is needed: even a
 * lambda that names Spark's types would load them.
 *
 * @param plans reads plans
 * @param storages opens folders
 * @param files looks at what a plan names before Spark starts
 * @param sessions starts Spark
 * @param training runs a plan
 * @param models evaluates and predicts
 * @param previews draws what a network sees
 */
record Parts(
    PlanReader plans,
    StorageOpener storages,
    BeforeSpark files,
    Supplier<Sessions> sessions,
    Supplier<TrainingRuns> training,
    Supplier<ModelJobs> models,
    Supplier<Previews> previews) {
  Parts {
    present(plans, "plans");
    present(storages, "storages");
    present(files, "files");
    present(sessions, "sessions");
    present(training, "training");
    present(models, "models");
    present(previews, "previews");
  }
}
