package io.lockstep.driver.cli;

import io.lockstep.driver.training.RootCause;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.Secrets;
import io.lockstep.plan.yaml.Suggestion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How failures are told: the root cause is the first and the last line on standard error, what else
 * there is to say stands between.
 */
final class CommandFailures {
  private static final String PREFIX = "lockstep: ";

  private CommandFailures() {}

  /** Tells a failure; the exit code. */
  static int tell(PrintWriter err, Throwable failure, boolean verbose) {
    RootCause cause = RootCause.of(failure);
    List<String> lines = cause.message().lines().toList();
    if (lines.size() > 1 || verbose) {
      err.println(PREFIX + cause.message().strip());
      if (verbose) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        err.print(Secrets.mask(trace.toString()));
      }
    }
    last(err, cause.lastLine());
    return cause.exitCode().code();
  }

  /** Tells what is wrong with a command line. */
  static void tell(PrintWriter err, ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName(" ");
    String text =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched)
            : RunResult.oneLine(failure.getMessage()).replaceFirst("\\.$", "") + ".";
    last(err, "Cannot use the command line: " + text + " See '" + command + " --help'.");
  }

  /** The last line. */
  static void last(PrintWriter err, String message) {
    err.println(PREFIX + Secrets.mask(message));
    err.flush();
  }

  private static String unmatched(UnmatchedArgumentException failure) {
    String given = failure.getUnmatched().get(0).replaceFirst("=.*", "");
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    boolean isOption = given.startsWith("-");
    boolean isCommand = !isOption && !command.subcommands().isEmpty();
    Set<String> known = isOption ? command.optionsMap().keySet() : command.subcommands().keySet();
    String clause = Suggestion.clause(given, known);
    String what =
        isOption ? "Unknown option" : isCommand ? "Unknown command" : "Too many arguments";
    return what + ": '" + given + "'" + (clause.isEmpty() ? "." : clause);
  }
}
