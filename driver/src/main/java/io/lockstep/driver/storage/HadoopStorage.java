package io.lockstep.driver.storage;

import static io.lockstep.checks.Checks.present;

import io.lockstep.storage.LocalStorage;
import io.lockstep.storage.Storage;
import io.lockstep.storage.StorageNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** A folder on any file system that Hadoop knows. */
public final class HadoopStorage implements Storage {
  /** Where a rename is a copy and a delete. Any other file system is taken to rename atomically. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cos", "cosn", "obs", "swift");

  private final FileSystem files;
  private final Path root;
  private final Publication publication;

  HadoopStorage(FileSystem files, Path root, Publication publication) {
    this.files = present(files, "files");
    this.root = files.makeQualified(root);
    this.publication = present(publication, "publication");
  }

  /**
   * The folder at a URI; without a scheme it is on the file system that {@code configuration} names
   * as its default. A {@code file:} folder is served by {@link LocalStorage}, which creates
   * atomically and leaves no {@code .crc} files, neither of which Hadoop's local file system does.
   *
   * @throws IOException if the file system is unknown or cannot be reached
   */
  public static Storage open(String uri, Configuration configuration) throws IOException {
    Path path = new Path(uri);
    FileSystem files = path.getFileSystem(configuration);
    Path root = files.makeQualified(path);
    String scheme = files.getUri().getScheme();
    if ("file".equals(scheme)) {
      return new LocalStorage(java.nio.file.Path.of(root.toUri().getPath()));
    }
    return new HadoopStorage(files, root, publication(scheme, files));
  }

  private static Publication publication(String scheme, FileSystem files) throws IOException {
    if (OBJECT_STORES.contains(scheme)) {
      return new ClosePublication(files);
    }
    try {
      FileContext context = FileContext.getFileContext(files.getUri(), files.getConf());
      return new RenamePublication(files, context);
    } catch (UnsupportedFileSystemException e) {
      return new ClosePublication(files);
    }
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void write(String name, Content content) throws IOException {
    publication.write(file(name), content);
  }

  @Override
  public boolean create(String name, Content content) throws IOException {
    return publication.create(file(name), content);
  }

  @Override
  public Optional<OutputStream> append(String name) throws IOException {
    Path target = file(name);
    if (!files.hasPathCapability(target, CommonPathCapabilities.FS_APPEND)) {
      return Optional.empty();
    }
    return Optional.of(
        new FlushingStream(
            files.exists(target) ? files.append(target) : files.create(target, false)));
  }

  @Override
  public InputStream read(String name) throws IOException {
    Path target = fileStatus(name).getPath();
    try {
      return files.open(target);
    } catch (FileNotFoundException e) {
      throw missing(target, e);
    }
  }

  @Override
  public boolean exists(String name) throws IOException {
    return files.exists(folder(name));
  }

  @Override
  public long size(String name) throws IOException {
    return fileStatus(name).getLen();
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : children(folder(folder))) {
      String name = status.getPath().getName();
      if (!StorageNames.isTemporary(name)) {
        names.add(status.isDirectory() ? name + "/" : name);
      }
    }
    Collections.sort(names);
    return List.copyOf(names);
  }

  @Override
  public void delete(String name) throws IOException {
    Path target = file(StorageNames.folder(name));
    if (!files.delete(target, true) && files.exists(target)) {
      throw new IOException("Cannot delete " + target + ": the file system refuses without reason");
    }
  }

  private FileStatus[] children(Path folder) throws IOException {
    try {
      return files.getFileStatus(folder).isDirectory()
          ? files.listStatus(folder)
          : new FileStatus[0];
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private FileStatus fileStatus(String name) throws IOException {
    Path target = file(name);
    try {
      FileStatus status = files.getFileStatus(target);
      if (status.isDirectory()) {
        throw new NoSuchFileException(target.toString());
      }
      return status;
    } catch (FileNotFoundException e) {
      throw missing(target, e);
    }
  }

  private static NoSuchFileException missing(Path target, FileNotFoundException cause) {
    NoSuchFileException missing = new NoSuchFileException(target.toString());
    missing.initCause(cause);
    return missing;
  }

  private Path file(String name) {
    return new Path(root, StorageNames.file(name));
  }

  private Path folder(String name) {
    String checked = StorageNames.folder(name);
    return checked.isEmpty() ? root : new Path(root, checked);
  }
}
