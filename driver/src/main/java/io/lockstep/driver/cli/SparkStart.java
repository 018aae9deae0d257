package io.lockstep.driver.cli;

import io.lockstep.driver.config.SparkSessions;
import io.lockstep.driver.config.SparkSettings;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Starts the Spark that there is. */
final class SparkStart {
  private SparkStart() {}

  static SparkSession open(
      SparkSettings.Request request, Sessions.Start how, Consumer<String> notes) {
    if (how.verbosity() == Sessions.Verbosity.QUIET) {
      Logs.quiet();
    }
    SparkSettings settings =
        SparkSettings.of(
            SparkSessions.submitted(),
            request,
            how.application(),
            Runtime.getRuntime().availableProcessors());
    settings.notes().forEach(notes);
    return SparkSessions.open(settings);
  }
}
