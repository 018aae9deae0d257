package io.lockstep.driver.config;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Opens the Spark session of a command. */
public final class SparkSessions {
  private SparkSessions() {}

  /** What spark-submit has set for this process. */
  public static Map<String, String> submitted() {
    return Arrays.stream(new SparkConf(true).getAll())
        .collect(Collectors.toMap(Tuple2::_1, Tuple2::_2));
  }

  /**
   * Opens a session.
   *
   * @throws LockstepException with exit code 69 if this process has a session already, which would
   *     keep its own settings
   */
  public static SparkSession open(SparkSettings settings) {
    Optional<SparkSession> active =
        Optional.ofNullable(SparkSession.getDefaultSession())
            .filter(scala.Option::isDefined)
            .map(scala.Option::get);
    if (active.filter(session -> !session.sparkContext().isStopped()).isPresent()) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot start a Spark session: this process has one already, with settings of its own.");
    }
    SparkConf conf = new SparkConf(true);
    settings.values().forEach(conf::set);
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
