package io.lockstep.driver.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

class RenamePublicationTest extends HadoopStorageContractTest {
  @Override
  RawLocalFileSystem fileSystem() {
    return new RawLocalFileSystem();
  }

  @Override
  Publication publication(FileSystem files) throws IOException {
    return new RenamePublication(files, FileContext.getFileContext(files.getUri()));
  }
}
