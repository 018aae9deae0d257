package io.lockstep.driver.cli;

import io.lockstep.checks.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command that the others belong to. */
@Command(
    name = "lockstep",
    description = "Synchronous deep learning on Apache Spark.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep train conf/digits.yaml",
      "  lockstep lint conf/digits.yaml",
      "  lockstep preview conf/mnist-lenet.yaml --data /data/mnist",
      "  lockstep evaluate runs/a --input /data/test.csv",
      "  lockstep predict runs/a --input /data/new.csv --output predicted",
      "  lockstep train --help"
    })
final class LockstepCommand implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  boolean version;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: train, lint, zoo, preview, evaluate or predict");
  }

  /** The command line, ready to execute. */
  static CommandLine commandLine(Parts parts, Surroundings around) {
    CommandLine line =
        new CommandLine(new LockstepCommand())
            .addSubcommand(new TrainCommand(parts, around))
            .addSubcommand(new LintCommand(parts, around))
            .addSubcommand(new ZooCommand(around))
            .addSubcommand(new PreviewCommand(parts, around))
            .addSubcommand(new EvaluateCommand(parts, around))
            .addSubcommand(new PredictCommand(parts, around));
    return line.setOut(around.out())
        .setErr(around.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(
            (failure, arguments) -> {
              CommandFailures.tell(around.err(), failure);
              return ExitCode.USAGE.code();
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) ->
                CommandFailures.tell(around.err(), failure, isVerbose(parsed)));
  }

  private static boolean isVerbose(ParseResult parsed) {
    return parsed.subcommands().stream().anyMatch(sub -> sub.hasMatchedOption("--verbose"));
  }
}
