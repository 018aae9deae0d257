package io.lockstep.driver.cli;

import io.lockstep.driver.config.RunConfiguration;
import io.lockstep.driver.config.RunRequest;
import io.lockstep.driver.training.RunOptions.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that reads a plan takes. */
final class PlanOptions {
  @Parameters(paramLabel = "PLAN", description = "The plan: a path or the URI of a YAML file.")
  String plan = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a key of the plan, such as training.epochs=3. May be repeated.")
  List<String> overrides = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where relative data paths start. Default: the plan's own folder.")
  Optional<String> data = Optional.empty();

  /** For a command that trains nothing. */
  RunConfiguration read(CommonOptions common, Parts parts, Surroundings around) {
    return read(Optional.empty(), OptionalInt.empty(), Start.NEW, common, parts, around);
  }

  /**
   * Reads the plan.
   *
   * @param output folder of the run; a default if empty
   * @param workers how many are asked for
   */
  RunConfiguration read(
      Optional<String> output,
      OptionalInt workers,
      Start start,
      CommonOptions common,
      Parts parts,
      Surroundings around) {
    return RunConfiguration.of(
        new RunRequest(plan, overrides, data, output, workers, start, common.master, common.conf),
        new RunConfiguration.Context(
            parts.plans(), parts.storages(), around.working(), around.time().instant()));
  }
}
