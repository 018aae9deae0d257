package io.lockstep.driver.storage;

import io.lockstep.storage.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * For object stores, where a rename is a copy and a delete, but where an object appears whole when
 * its stream is closed. The content is first completed in a local temporary file, so that its
 * failure never closes a stream half-way. {@link #create} looks before it writes: two writers in
 * the same moment may both succeed, since these stores have nothing that is atomic and exclusive.
 */
final class ClosePublication implements Publication {
  private final FileSystem files;

  ClosePublication(FileSystem files) {
    this.files = files;
  }

  @Override
  public void write(Path target, Storage.Content content) throws IOException {
    java.nio.file.Path spool = Files.createTempFile("lockstep-", ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool))) {
        content.writeTo(out);
      }
      put(target, spool);
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  @Override
  public boolean create(Path target, Storage.Content content) throws IOException {
    if (files.exists(target)) {
      return false;
    }
    write(target, content);
    return true;
  }

  private void put(Path target, java.nio.file.Path spool) throws IOException {
    FSDataOutputStream out = files.create(target, true);
    try {
      Files.copy(spool, out);
    } catch (IOException | RuntimeException e) {
      // Not closed: closing is what would make the part visible.
      if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      throw e;
    }
    out.close();
  }
}
