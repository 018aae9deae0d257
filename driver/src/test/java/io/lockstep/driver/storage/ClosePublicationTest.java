package io.lockstep.driver.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;

class ClosePublicationTest extends HadoopStorageContractTest {
  /** Cannot append, like an object store. */
  private static final class TestingObjectStore extends RawLocalFileSystem {
    @Override
    public boolean hasPathCapability(Path path, String capability) {
      return false;
    }
  }

  @Override
  RawLocalFileSystem fileSystem() {
    return new TestingObjectStore();
  }

  @Override
  Publication publication(FileSystem files) {
    return new ClosePublication(files);
  }

  @Test
  void offersNoAppend() throws IOException {
    Storage storage = open();
    assertTrue(storage.append("log").isEmpty());
    assertFalse(storage.exists("log"));
  }
}
