package io.lockstep.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A folder of named bytes that appear whole or not at all. Names are relative, with {@code /}
 * between folders, without {@code ..} ({@link StorageNames} holds the rule). The same contract over
 * a local folder and over Hadoop's FileSystem.
 */
public interface Storage {
  /** Writes what a caller has to say. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Where it is, for messages. */
  String location();

  /**
   * Writes or replaces: readers see the old bytes or the new ones, never a part; on failure the old
   * ones stay.
   */
  void write(String name, Content content) throws IOException;

  /**
   * The bytes.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of that name
   */
  InputStream read(String name) throws IOException;

  /** Whether there is a file or a folder of that name. */
  boolean exists(String name) throws IOException;

  /**
   * Size in bytes.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of that name
   */
  long size(String name) throws IOException;

  /**
   * Names directly in a folder, sorted, folders with a {@code /} at the end; none if there is no
   * such folder. The empty name is the storage itself.
   */
  List<String> list(String folder) throws IOException;

  /** Deletes a file, or a folder with all that is in it; nothing happens if there is none. */
  void delete(String name) throws IOException;

  /** Creates a file only if there is none of that name, atomically; whether it did. */
  boolean create(String name, Content content) throws IOException;

  /**
   * Opens a file to add at its end; it begins empty if there is none of that name. This is the one
   * way to write that is not whole or nothing: readers see what was flushed and perhaps more, what
   * was flushed survives the death of this process, and the end may be torn. One writer at a time.
   *
   * @return empty where the file system cannot append, as object stores cannot; {@link Journal}
   *     deals with both
   */
  Optional<OutputStream> append(String name) throws IOException;
}
