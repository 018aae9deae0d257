package io.lockstep.storage;

import static io.lockstep.checks.Checks.present;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of the local file system. A file is written beside its place, forced to disk and moved
 * there by a rename, which POSIX makes atomic; {@link #create} links it instead, since a link never
 * replaces.
 */
public final class LocalStorage implements Storage {
  private static final int BUFFER = 1 << 16;

  private final Path root;

  /**
   * @param root the folder; made when the first file is written
   */
  public LocalStorage(Path root) {
    this.root = present(root, "root").toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path target = file(name);
    Path temporary = written(target, content);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      discard(temporary);
    }
    forceFolder(target.getParent());
  }

  @Override
  public boolean create(String name, Content content) throws IOException {
    Path target = file(name);
    if (Files.exists(target)) {
      return false;
    }
    Path temporary = written(target, content);
    try {
      link(target, temporary);
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      discard(temporary);
    }
    forceFolder(target.getParent());
    return true;
  }

  private static void link(Path target, Path temporary) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      claim(target, temporary);
    }
  }

  /**
   * Without links (CIFS, some FUSE): whoever creates the empty file has won and moves the content
   * over it. Still once only; for a moment readers may find it empty.
   */
  static void claim(Path target, Path temporary) throws IOException {
    Files.createFile(target);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public Optional<OutputStream> append(String name) throws IOException {
    Path target = file(name);
    Files.createDirectories(target.getParent());
    return Optional.of(
        Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  @Override
  public InputStream read(String name) throws IOException {
    Path target = file(name);
    if (!Files.isRegularFile(target)) {
      throw new NoSuchFileException(target.toString());
    }
    return Files.newInputStream(target);
  }

  @Override
  public boolean exists(String name) throws IOException {
    return Files.exists(folder(name));
  }

  @Override
  public long size(String name) throws IOException {
    Path target = file(name);
    if (!Files.isRegularFile(target)) {
      throw new NoSuchFileException(target.toString());
    }
    return Files.size(target);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    Path target = folder(folder);
    if (!Files.isDirectory(target)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(target)) {
      return entries
          .filter(entry -> !StorageNames.isTemporary(entry.getFileName().toString()))
          .map(entry -> entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
          .sorted()
          .toList();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Path target = file(StorageNames.folder(name));
    if (Files.isDirectory(target)) {
      Files.walkFileTree(target, new Deletion());
    } else {
      Files.deleteIfExists(target);
    }
  }

  private Path file(String name) {
    return root.resolve(StorageNames.file(name));
  }

  private Path folder(String name) {
    return root.resolve(StorageNames.folder(name));
  }

  /** The content in a new temporary file beside its place, on disk. */
  private static Path written(Path target, Content content) throws IOException {
    Files.createDirectories(target.getParent());
    Path temporary = target.resolveSibling(StorageNames.temporary());
    boolean whole = false;
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      content.writeTo(out);
      out.flush();
      channel.force(true);
      whole = true;
    } finally {
      if (!whole) {
        discard(temporary);
      }
    }
    return temporary;
  }

  /** Nothing happens if it was moved; a failure would hide what matters, and nobody lists it. */
  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException ignored) {
      // Left behind under a name that readers skip.
    }
  }

  /** Puts the new name itself on disk, where the platform lets a folder be forced. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException ignored) {
      // The bytes are safe; only a power failure right now could lose the name.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
