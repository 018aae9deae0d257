package io.lockstep.driver.config;

import io.lockstep.plan.TrainingPlan;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads a plan's text: {@code io.lockstep.plan.PlanParser.forFiles()::parse}. */
@FunctionalInterface
public interface PlanReader {
  /**
   * Reads a plan.
   *
   * @param source its name for messages
   * @param in its text; stays open
   * @param overrides what follows each {@code --set}
   * @throws io.lockstep.checks.LockstepException that names all problems
   */
  TrainingPlan parse(String source, InputStream in, List<String> overrides) throws IOException;
}
