package io.lockstep.driver.cli;

import io.lockstep.driver.config.SparkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class CommonOptions {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Where Spark runs: local[k], local-cluster[n,cores,MB], spark://host:port, yarn,"
              + " k8s://... Default: what spark-submit says, else local[*].")
  Optional<String> master = Optional.empty();

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting, such as spark.executor.memory=4g. May be repeated.")
  List<String> conf = new ArrayList<>();

  @Option(names = "--verbose", description = "Show Spark's log and stack traces.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  /** How Spark is to start for a command. */
  Sessions.Start start(String command, String subject) {
    return new Sessions.Start("lockstep " + command + " " + subject, verbosity());
  }

  Sessions.Verbosity verbosity() {
    return verbose ? Sessions.Verbosity.VERBOSE : Sessions.Verbosity.QUIET;
  }

  SparkSettings.Request spark() {
    return SparkSettings.Request.of(master, conf);
  }
}
