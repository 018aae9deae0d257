package io.lockstep.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private final TestingStorage parts = new TestingStorage();

  @Test
  void growsOneFileWhereTheStorageAppends(@TempDir Path folder) throws IOException {
    Storage storage = new LocalStorage(folder);
    byte[] record = new byte[Journal.PART_BYTES / 2 + 1];
    try (Journal journal = new Journal(storage, i -> "j" + i, 0)) {
      for (int i = 0; i < 5; i++) {
        journal.add(record);
      }
    }
    assertEquals(List.of("j0"), storage.list(""));
    assertEquals(5L * record.length, Files.size(folder.resolve("j0")));
  }

  @Test
  void beginsTheNextPartOnceOneIsLargeEnough() throws IOException {
    byte[] record = new byte[Journal.PART_BYTES - 1];
    try (Journal journal = new Journal(parts, i -> "j" + i, 0)) {
      journal.add(record);
      journal.flush();
      journal.add(new byte[] {1});
      journal.flush();
      journal.add(new byte[] {2});
    }
    assertEquals(List.of("write j0", "write j0", "write j1"), parts.changes());
    assertEquals(Journal.PART_BYTES, parts.size("j0"));
    assertEquals(1, parts.size("j1"));
  }

  @Test
  void writesNothingIfNothingWasAdded() throws IOException {
    try (Journal journal = new Journal(parts, i -> "j" + i, 0)) {
      journal.add("x".getBytes(UTF_8));
      journal.flush();
      journal.flush();
    }
    assertEquals(List.of("write j0"), parts.changes());
  }

  @Test
  void writesNothingMoreAfterAFailure() throws IOException {
    parts.failAfter(0);
    try (Journal journal = new Journal(parts, i -> "j" + i, 0)) {
      journal.add("x".getBytes(UTF_8));
      assertThrows(IOException.class, journal::flush);
      parts.failAfter(9);
      assertEquals(
          "an earlier write to j0 failed",
          assertThrows(IOException.class, journal::flush).getMessage());
    }
    assertEquals(List.of(), parts.changes());
  }

  @Test
  void closesAStreamThatFailsTwiceWithTheSameFailure() throws IOException {
    IOException failure = new IOException("no more good datanodes");
    Storage failing =
        new TestingStorage() {
          @Override
          public Optional<OutputStream> append(String name) {
            return Optional.of(new FailingStream(failure));
          }
        };
    Journal journal = new Journal(failing, i -> "j" + i, 0);
    journal.add(new byte[] {1});
    assertSame(failure, assertThrows(IOException.class, journal::close));
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
