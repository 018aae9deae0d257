package io.lockstep.driver.config;

import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.Map;

/** Opens folders of any file system. */
@FunctionalInterface
public interface StorageOpener {
  /**
   * Opens a folder.
   *
   * @param location with a scheme
   * @param conf Spark settings, of which {@code spark.hadoop.*} are meant
   */
  Storage open(String location, Map<String, String> conf) throws IOException;
}
