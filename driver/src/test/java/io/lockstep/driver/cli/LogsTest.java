package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class LogsTest {
  @Test
  void areQuietAndStaySoWhenSparkStarts() {
    Configurator.reconfigure(
        URI.create(
            SparkSession.class
                .getResource("/org/apache/spark/log4j2-defaults.properties")
                .toString()));
    Logs.quiet();
    assertTrue(location().endsWith("log4j2-quiet.properties"), location());
    try (SparkSession session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      assertEquals(3, session.range(3).count());
      assertTrue(location().endsWith("log4j2-quiet.properties"), location());
      assertFalse(LogManager.getLogger("org.apache.spark.SparkContext").isErrorEnabled());
      assertFalse(LogManager.getLogger("org.apache.hadoop.x").isWarnEnabled());
      assertTrue(LogManager.getLogger("org.apache.hadoop.x").isErrorEnabled());
      assertTrue(LogManager.getLogger("io.lockstep.x").isWarnEnabled());
    }
  }

  @Test
  void leaveTheUsersOwnConfigurationAlone() {
    Configurator.reconfigure(
        URI.create(LogsTest.class.getResource("users-log4j2.properties").toString()));
    try {
      Logs.quiet();
      assertTrue(location().endsWith("users-log4j2.properties"), location());
    } finally {
      Configurator.reconfigure(
          URI.create(Logs.class.getResource("log4j2-quiet.properties").toString()));
    }
  }

  private static String location() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    return context.getConfiguration().getConfigurationSource().getLocation();
  }
}
