package io.lockstep.driver.storage;

import io.lockstep.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** How content appears whole at its place; it depends on what the file system does atomically. */
interface Publication {
  /** Writes or replaces. */
  void write(Path target, Storage.Content content) throws IOException;

  /** Writes only if nothing is there; whether it did. */
  boolean create(Path target, Storage.Content content) throws IOException;
}
