package io.lockstep.driver.cli;

import io.lockstep.augmentation.ViewSpec;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.config.Location;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What evaluate and predict have in common. */
abstract class ModelCommand implements Callable<Integer> {
  private final Parts parts;
  private final Surroundings around;
  private final String name;

  @Parameters(paramLabel = "RUN", description = "Folder of a finished run: a path or a URI.")
  String run = "";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = "The data, in the format of the run's plan.")
  String input = "";

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "Folder for the predictions. Default: nothing is written.")
  Optional<String> output = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How predictions are written: csv or parquet. Default: csv.")
  ModelJobs.Format format = ModelJobs.Format.CSV;

  @Option(
      names = "--tta",
      paramLabel = "VIEWS",
      description =
          "Test-time augmentation: average predictions over views of each picture: flip, crops=1,"
              + " crops=5, or flip,crops=5. Default: the picture as it is.")
  Optional<String> tta = Optional.empty();

  @Mixin CommonOptions common;

  ModelCommand(Parts parts, Surroundings around, String name) {
    this.parts = parts;
    this.around = around;
    this.name = name;
  }

  @Override
  public Integer call() throws Exception {
    ModelJobs.Request request =
        new ModelJobs.Request(
            location(run), location(input), output.map(this::location), format, views());
    try (OpenSession session =
        OpenSession.start(
            parts.sessions().get(),
            common.spark(),
            common.start(name, Location.of(run, around.working()).name()),
            note -> around.say("Note: " + note))) {
      report(parts.models().get(), session, request).forEach(around::say);
    }
    return 0;
  }

  /** Does it, and says what to print. */
  abstract List<String> report(ModelJobs jobs, OpenSession session, ModelJobs.Request request)
      throws IOException;

  /** The output as a person reads it. */
  Optional<String> shownOutput() {
    return output.map(given -> Location.of(given, around.working()).display());
  }

  private ViewSpec views() {
    try {
      return tta.map(ViewSpec::parse).orElse(ViewSpec.PLAIN);
    } catch (IllegalArgumentException e) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use the command line: --tta "
              + tta.orElse("")
              + ": expected flip, crops=1, crops=5, or flip with one of them, such as flip,crops=5",
          e);
    }
  }

  private String location(String given) {
    return Location.of(given, around.working()).text();
  }
}
