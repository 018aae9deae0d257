package io.lockstep.checkpoint;

import io.lockstep.checks.LockstepException;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Files of one folder, whose digest is taken while they are written and compared while read. */
final class DigestedFiles {
  /** Reads a file of which only the size is known to be right. */
  @FunctionalInterface
  interface Reading<T> {
    T read(InputStream in, long bytes, String file) throws IOException;
  }

  private final Storage storage;
  private final String folder;

  DigestedFiles(Storage storage, String folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** The whole name of a file, for messages. */
  String whole(String name) {
    return storage.location() + "/" + path(name);
  }

  String path(String name) {
    return folder + "/" + name;
  }

  StoredFile write(String name, Storage.Content content) {
    Digest digest = new Digest();
    writePlain(name, out -> content.writeTo(digest.over(out)));
    return new StoredFile(name, digest.bytes(), digest.hex());
  }

  void writePlain(String name, Storage.Content content) {
    try {
      storage.write(path(name), content);
    } catch (IOException e) {
      throw Failures.writing(whole(name), e);
    }
  }

  /** Reads a file that carries its own seal. */
  <T> T readPlain(String name, Reading<T> reading) {
    try {
      long bytes = storage.size(path(name));
      try (InputStream in = storage.read(path(name))) {
        return reading.read(in, bytes, whole(name));
      }
    } catch (IOException e) {
      throw Failures.reading(whole(name), e);
    }
  }

  /** Reads a file, which must have its size before and turn out to have its SHA-256. */
  <T> T read(StoredFile file, Reading<T> reading) {
    return readPlain(
        file.name(),
        (in, bytes, name) -> {
          if (bytes != file.bytes()) {
            throw Failures.damaged(
                name, "it has " + bytes + " bytes, its manifest says " + file.bytes());
          }
          Digest digest = new Digest();
          InputStream digested = digest.over(in);
          T value;
          try {
            value = reading.read(digested, bytes, name);
          } catch (LockstepException e) {
            // What made no sense may only be damaged: the digest is the better answer.
            compare(digest, digested, file, name);
            throw e;
          }
          compare(digest, digested, file, name);
          return value;
        });
  }

  private static void compare(Digest digest, InputStream rest, StoredFile file, String name)
      throws IOException {
    rest.transferTo(OutputStream.nullOutputStream());
    if (!digest.hex().equals(file.sha256())) {
      throw Failures.damaged(name, "its content does not have the SHA-256 of its manifest");
    }
  }

  /** Reads for the digest alone. */
  void verify(StoredFile file) {
    read(file, (in, bytes, name) -> in.transferTo(OutputStream.nullOutputStream()));
  }
}
