package io.lockstep.driver.cli;

import io.lockstep.driver.training.RunListener;
import io.lockstep.driver.training.RunOptions;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.StopRequest;
import io.lockstep.plan.TrainingPlan;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Runs a plan. */
@FunctionalInterface
interface TrainingRuns {
  /**
   * Runs it to its end.
   *
   * @param stop is polled; a run that it ends is checkpointed, and its exit code is 75
   */
  RunResult train(
      SparkSession session,
      TrainingPlan plan,
      RunOptions options,
      RunListener listener,
      StopRequest stop)
      throws IOException;
}
