package io.lockstep.driver.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Keeps Spark's log out of the way of ours. Spark's backend is Log4j 2; where the user has not
 * configured it, Spark would log each of its steps to standard error, last of all its shutdown. A
 * configuration of the user's own ({@code log4j2.properties} in Spark's conf folder, or {@code
 * -Dlog4j2.configurationFile}) stays as it is. The only class that knows Log4j.
 */
final class Logs {
  private static final String QUIET = "log4j2-quiet.properties";
  private static final String SPARKS_DEFAULTS = "org/apache/spark/log4j2-defaults.properties";

  private Logs() {}

  /** To be called before Spark starts; afterwards Spark takes the configuration for the user's. */
  static void quiet() {
    if (isUsersOwn()) {
      return;
    }
    URL configuration = Logs.class.getResource(QUIET);
    if (configuration == null) {
      throw new IllegalStateException("Cannot find " + QUIET + " beside " + Logs.class.getName());
    }
    Configurator.reconfigure(uri(configuration));
  }

  private static boolean isUsersOwn() {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return true; // another backend, which we do not know
    }
    // null: Log4j's built-in configuration, used where none was found
    String location = context.getConfiguration().getConfigurationSource().getLocation();
    return location != null && !location.contains(SPARKS_DEFAULTS);
  }

  private static URI uri(URL url) {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot use the location " + url + ": " + e.getMessage(), e);
    }
  }
}
