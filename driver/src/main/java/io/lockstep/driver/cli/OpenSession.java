package io.lockstep.driver.cli;

import io.lockstep.driver.config.SparkSettings;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** A Spark session that is ended in bounded time: at its end it may wait for executors in vain. */
final class OpenSession implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final SparkSession spark;

  private OpenSession(SparkSession spark) {
    this.spark = spark;
  }

  static OpenSession start(
      Sessions sessions,
      SparkSettings.Request request,
      Sessions.Start how,
      Consumer<String> notes) {
    return new OpenSession(sessions.open(request, how, notes));
  }

  SparkSession spark() {
    return spark;
  }

  /** Ends Spark, or leaves it to the process's end after the deadline. */
  @Override
  public void close() {
    StrayPrints.toLog();
    Thread thread = new Thread(spark::stop, "lockstep-stop-spark");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
