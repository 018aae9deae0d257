package io.lockstep.driver.storage;

import io.lockstep.storage.Storage;
import io.lockstep.storage.StorageContractTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.io.TempDir;

/** The contract over Hadoop's own local file system, which stands for those it knows. */
abstract class HadoopStorageContractTest extends StorageContractTest {
  @TempDir Path folder;

  private org.apache.hadoop.fs.Path root;
  private FileSystem files;

  abstract RawLocalFileSystem fileSystem();

  abstract Publication publication(FileSystem files) throws IOException;

  @Override
  protected Storage open() throws IOException {
    files = fileSystem();
    files.initialize(folder.toUri(), new Configuration());
    root = new org.apache.hadoop.fs.Path(folder.resolve("not/yet").toUri());
    return new HadoopStorage(files, root, publication(files));
  }

  @Override
  protected void leaveTemporary(String parent, String temporary) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root, parent + "/" + temporary);
    try (FSDataOutputStream out = files.create(path)) {
      out.write(1);
    }
  }

  @Override
  protected Optional<String> createIsNotAtomic() {
    return Optional.of("Hadoop's local file system has no exclusive create; see HdfsStorageIT");
  }
}
