package io.lockstep.driver.config;

import static io.lockstep.checks.Checks.present;

import io.lockstep.driver.training.RunOptions.Start;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What someone asks for, as it was given.
 *
 * @param plan location of the plan
 * @param overrides what follows each {@code --set}
 * @param data where relative data paths start; empty: the plan's folder
 * @param output folder of the run; empty: a new one
 * @param workers empty: as many as there are slots
 * @param start what to do with a folder that is in use
 * @param master empty: as spark-submit says, else {@code local[*]}
 * @param conf what follows each {@code --conf}
 */
public record RunRequest(
    String plan,
    List<String> overrides,
    Optional<String> data,
    Optional<String> output,
    OptionalInt workers,
    Start start,
    Optional<String> master,
    List<String> conf) {
  public RunRequest {
    present(plan, "plan");
    overrides = List.copyOf(overrides);
    present(data, "data");
    present(output, "output");
    present(workers, "workers");
    present(start, "start");
    present(master, "master");
    conf = List.copyOf(conf);
  }
}
