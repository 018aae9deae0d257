package io.lockstep.driver.cli;

import io.lockstep.driver.storage.HadoopStorage;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Opens folders before there is a Spark session. */
final class HadoopStorages {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopStorages() {}

  /** As Spark would, with {@code spark.hadoop.*} of the command line and of spark-submit. */
  static Storage open(String location, Map<String, String> conf) throws IOException {
    return HadoopStorage.open(location, configuration(conf));
  }

  /** What Hadoop is told. */
  static Configuration configuration(Map<String, String> conf) {
    Configuration configuration = new Configuration();
    System.getProperties()
        .forEach((key, value) -> set(configuration, String.valueOf(key), String.valueOf(value)));
    conf.forEach((key, value) -> set(configuration, key, value));
    return configuration;
  }

  private static void set(Configuration configuration, String key, String value) {
    if (key.startsWith(PREFIX)) {
      configuration.set(key.substring(PREFIX.length()), value);
    }
  }
}
