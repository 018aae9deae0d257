package io.lockstep.driver.cli;

import io.lockstep.driver.config.SparkSettings;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Starts Spark for a command. */
@FunctionalInterface
interface Sessions {
  /** How much Spark may say. */
  enum Verbosity {
    QUIET,
    VERBOSE
  }

  /**
   * How to start.
   *
   * @param application its name in Spark's UI
   */
  record Start(String application, Verbosity verbosity) {}

  /**
   * Opens a session.
   *
   * @param notes hears what the user should know of the settings
   */
  SparkSession open(SparkSettings.Request request, Start how, Consumer<String> notes);
}
