package io.lockstep.driver.storage;

import io.lockstep.storage.Storage;
import io.lockstep.storage.StorageNames;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * For file systems with an atomic rename, HDFS first of all: written beside its place, forced to
 * disk, renamed. The rename is {@link FileContext}'s, since that of {@link FileSystem} onto an
 * existing file does nothing on HDFS but return false.
 */
final class RenamePublication implements Publication {
  private final FileSystem files;
  private final FileContext context;

  RenamePublication(FileSystem files, FileContext context) {
    this.files = files;
    this.context = context;
  }

  @Override
  public void write(Path target, Storage.Content content) throws IOException {
    Path temporary = written(target, content);
    try {
      context.rename(temporary, target, Rename.OVERWRITE);
    } catch (IOException | RuntimeException e) {
      discard(temporary);
      throw e;
    }
  }

  @Override
  public boolean create(Path target, Storage.Content content) throws IOException {
    if (files.exists(target)) {
      return false;
    }
    Path temporary = written(target, content);
    try {
      context.rename(temporary, target, Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      discard(temporary);
      return false;
    } catch (IOException | RuntimeException e) {
      discard(temporary);
      throw e;
    }
  }

  private Path written(Path target, Storage.Content content) throws IOException {
    Path temporary = new Path(target.getParent(), StorageNames.temporary());
    FSDataOutputStream out = files.create(temporary, false);
    boolean whole = false;
    try {
      content.writeTo(out);
      out.hsync();
      out.close();
      whole = true;
    } finally {
      if (!whole) {
        abandon(out);
        discard(temporary);
      }
    }
    return temporary;
  }

  /**
   * After a failure. Not left to try-with-resources: HDFS's stream throws the same exception again,
   * which Java then refuses to let suppress itself, and the cause would be lost.
   */
  private static void abandon(FSDataOutputStream out) {
    try {
      out.close();
    } catch (IOException ignored) {
      // What failed first is on its way.
    }
  }

  /** A failure here would hide what matters, and nobody lists the file. */
  private void discard(Path temporary) {
    try {
      files.delete(temporary, false);
    } catch (IOException ignored) {
      // Left behind under a name that readers skip.
    }
  }
}
