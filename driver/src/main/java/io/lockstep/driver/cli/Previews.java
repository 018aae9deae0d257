package io.lockstep.driver.cli;

import io.lockstep.driver.preview.Preview;
import io.lockstep.plan.TrainingPlan;
import org.apache.spark.sql.SparkSession;

/** Draws what the network of a plan sees. */
@FunctionalInterface
interface Previews {
  /**
   * Draws the first examples of an epoch.
   *
   * @param dataFolder at which relative paths start, with a scheme
   * @param epoch from 0
   */
  Preview.Sheet draw(
      SparkSession session, TrainingPlan plan, String dataFolder, long epoch, int examples);
}
