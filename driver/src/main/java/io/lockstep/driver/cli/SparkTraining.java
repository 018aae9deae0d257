package io.lockstep.driver.cli;

import io.lockstep.driver.training.RunListener;
import io.lockstep.driver.training.RunOptions;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.StopRequest;
import io.lockstep.driver.training.Training;
import io.lockstep.plan.TrainingPlan;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Trains on the session's cluster, on the data that the plan names. */
final class SparkTraining implements TrainingRuns {
  @Override
  public RunResult train(
      SparkSession session,
      TrainingPlan plan,
      RunOptions options,
      RunListener listener,
      StopRequest stop) {
    return new Training(session, plan, options, Optional.empty(), listener, stop).run();
  }
}
