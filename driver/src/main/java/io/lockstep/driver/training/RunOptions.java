package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.OptionalInt;

/**
 * What belongs to one execution of a plan and not to the plan.
 *
 * @param output folder of the run: a location with a scheme, such as {@code file:/runs/a} or {@code
 *     hdfs://host/runs/a}
 * @param workers how many; empty: as many as there are slots, at most the plan's shards
 * @param dataFolder where the plan's relative data paths start
 * @param start what to do with a folder that is in use
 */
public record RunOptions(String output, OptionalInt workers, String dataFolder, Start start) {
  /** What to do with the output folder. */
  public enum Start {
    /** It must be new or empty. */
    NEW,
    /** Go on from its last checkpoint. */
    RESUME,
    /** Delete the run that is in it. */
    OVERWRITE
  }

  public RunOptions {
    present(output, "output");
    check(!output.isBlank(), "output", "a location", "'" + output + "'");
    present(workers, "workers");
    check(workers.isEmpty() || workers.getAsInt() >= 1, "workers", "at least 1", workers.orElse(0));
    present(dataFolder, "data folder");
    present(start, "start");
  }
}
