package io.lockstep.driver.storage;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;

class RenamePublicationTest extends HadoopStorageContractTest {
  @Override
  RawLocalFileSystem fileSystem() {
    return new RawLocalFileSystem();
  }

  @Override
  Publication publication(FileSystem files) throws IOException {
    return new RenamePublication(files, FileContext.getFileContext(files.getUri()));
  }

  @Test
  void passesOnTheFailureOfAStreamThatFailsAgainWhenClosed() throws IOException {
    IOException failure = new IOException("no more good datanodes");
    FileSystem failing =
        new RawLocalFileSystem() {
          @Override
          public FSDataOutputStream create(Path path, boolean overwrite) throws IOException {
            return new FSDataOutputStream(new FailingStream(failure), null);
          }
        };
    Publication publication = new RenamePublication(failing, FileContext.getLocalFSFileContext());
    Path target = new Path(folder.resolve("f").toUri());
    assertSame(
        failure,
        assertThrows(IOException.class, () -> publication.write(target, out -> out.write(1))));
  }

  /** Fails in everything, as HDFS's stream does once its pipeline is broken. */
  private static final class FailingStream extends OutputStream {
    private final IOException failure;

    FailingStream(IOException failure) {
      this.failure = failure;
    }

    @Override
    public void write(int value) throws IOException {
      throw failure;
    }

    @Override
    public void close() throws IOException {
      throw failure;
    }
  }
}
