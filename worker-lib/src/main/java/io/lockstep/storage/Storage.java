package io.lockstep.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A folder of named bytes that appear whole or not at all. Names are relative, with {@code /}
 * between folders, without {@code ..}. The same contract over a local folder and over Hadoop's
 * FileSystem.
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

  boolean exists(String name) throws IOException;

  /** Size in bytes. */
  long size(String name) throws IOException;

  /**
   * Names directly in a folder, sorted, folders with a {@code /} at the end; none if there is no
   * such folder.
   */
  List<String> list(String folder) throws IOException;

  /** Deletes a file, or a folder with all that is in it; nothing happens if there is none. */
  void delete(String name) throws IOException;

  /** Creates a file only if there is none of that name, atomically; whether it did. */
  boolean create(String name, Content content) throws IOException;
}
