package io.lockstep.bench;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line behind {@code scripts/bench}; a subcommand a kind of measurement. */
@Command(
    name = "scripts/bench",
    description = "Measures Lockstep against what else there is, and its own parts.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PeersCommand.class,
      IndependentCommand.class,
      ScalingCommand.class,
      SyncCommand.class,
      EngineCommand.class,
      KernelsCommand.class,
      WireCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  scripts/bench peers --work mlp --peers ddp --pairs 5",
      "  scripts/bench peers",
      "  scripts/bench independent --work lenet",
      "  scripts/bench kernels Optimizer",
      "",
      "What is measured, and how: docs/benchmarks.md."
    })
public final class Bench implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help and exit.")
  boolean help;

  /** Executes a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(Bench::refuse)
        .setExecutionExceptionHandler((failure, command, parsed) -> tell(failure, command));
  }

  private static int refuse(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ");
    command
        .getErr()
        .println(
            "Cannot use the command line: "
                + failure.getMessage()
                + ". See '"
                + name
                + " --help'.");
    return ExitCode.USAGE.code();
  }

  private static int tell(Exception failure, CommandLine command) {
    if (failure instanceof LockstepException known) {
      command.getErr().println(known.getMessage());
      return known.exitCode().code();
    }
    failure.printStackTrace(command.getErr());
    return ExitCode.INTERNAL.code();
  }
}
