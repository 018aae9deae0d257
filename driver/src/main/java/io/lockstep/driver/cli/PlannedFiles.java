package io.lockstep.driver.cli;

import io.lockstep.driver.config.RunConfiguration;
import io.lockstep.driver.source.Source;
import io.lockstep.driver.training.PlannedModel;
import io.lockstep.plan.TrainingPlan;
import org.apache.hadoop.conf.Configuration;

/** The data are there, if they are local, and the model's source is one for the plan. */
final class PlannedFiles {
  private PlannedFiles() {}

  static TrainingPlan check(RunConfiguration run) {
    Configuration hadoop = HadoopStorages.configuration(run.spark().conf());
    String base = run.options().dataFolder();
    Source.checkLocal(run.plan().data(), Source.base(base), hadoop);
    return PlannedModel.check(run.plan(), hadoop, base);
  }
}
