package io.lockstep.driver.cli;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import org.apache.spark.sql.SparkSession;

/** The place where the jobs over finished models are to be connected. */
final class SparkModelJobs implements ModelJobs {
  @Override
  public Evaluated evaluate(SparkSession session, Request request) {
    throw missing("evaluate");
  }

  @Override
  public Predicted predict(SparkSession session, Request request) {
    throw missing("predict");
  }

  private static LockstepException missing(String what) {
    return new LockstepException(
        ExitCode.INTERNAL, "Cannot " + what + ": this build has no jobs over models");
  }
}
