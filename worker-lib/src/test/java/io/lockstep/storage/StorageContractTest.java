package io.lockstep.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Storage} must do. */
public abstract class StorageContractTest {
  private Storage storage;

  /** A storage over a folder that does not exist yet or is empty. */
  protected abstract Storage open() throws IOException;

  /** Leaves what a writer leaves that dies before its file is whole; in the given folder. */
  protected abstract void leaveTemporary(String folder, String temporary) throws IOException;

  /** Why {@link Storage#create} is not atomic over what the test can reach; empty if it is. */
  protected Optional<String> createIsNotAtomic() {
    return Optional.empty();
  }

  @BeforeEach
  void openStorage() throws IOException {
    storage = open();
  }

  @Test
  void writesAndReadsInFoldersThatNeedNotExist() throws IOException {
    storage.write("a/b/c.txt", text("hello"));
    assertEquals("hello", read("a/b/c.txt"));
    assertEquals(5, storage.size("a/b/c.txt"));
    assertTrue(storage.exists("a/b/c.txt"));
    assertTrue(storage.exists("a/b"));
    assertTrue(storage.exists("a/b/"));
    assertFalse(storage.exists("a/b/d.txt"));
  }

  @Test
  void writesMoreThanAnyBufferAndNothingAtAll() throws IOException {
    byte[] large = new byte[3_000_017];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + i / 257);
    }
    storage.write("large", out -> out.write(large));
    storage.write("empty", out -> {});
    try (InputStream in = storage.read("large")) {
      assertArrayEquals(large, in.readAllBytes());
    }
    assertEquals(large.length, storage.size("large"));
    assertEquals("", read("empty"));
  }

  @Test
  void replacesWhatIsThere() throws IOException {
    storage.write("f", text("a longer first text"));
    storage.write("f", text("second"));
    assertEquals("second", read("f"));
  }

  @Test
  void showsOldBytesUntilTheNewOnesAreWhole() throws IOException {
    storage.write("f", text("old"));
    storage.write(
        "f",
        out -> {
          out.write(new byte[200_000]);
          out.flush();
          assertEquals("old", read("f"));
          assertEquals(List.of("f"), storage.list(""));
        });
    assertEquals(200_000, storage.size("f"));
  }

  @Test
  void keepsOldBytesWhenTheContentFailsInTheMiddle() throws IOException {
    storage.write("f", text("old"));
    IOException failure =
        assertThrows(IOException.class, () -> storage.write("f", failing(new IOException("no"))));
    assertEquals("no", failure.getMessage());
    assertThrows(
        IllegalStateException.class,
        () -> storage.write("f", failing(new IllegalStateException())));
    assertEquals("old", read("f"));
    assertEquals(List.of("f"), storage.list(""));
  }

  @Test
  void leavesNothingWhenTheFirstContentFailsInTheMiddle() throws IOException {
    assertThrows(IOException.class, () -> storage.write("d/f", failing(new IOException("no"))));
    assertThrows(IOException.class, () -> storage.create("d/f", failing(new IOException("no"))));
    assertFalse(storage.exists("d/f"));
    assertEquals(List.of(), storage.list("d"));
  }

  @Test
  void failsOnMissingFilesByName() throws IOException {
    storage.write("folder/f", text("x"));
    for (String name : List.of("none", "no/where", "folder")) {
      String read = assertThrows(NoSuchFileException.class, () -> storage.read(name)).getMessage();
      assertTrue(read.endsWith(name), read);
      String size = assertThrows(NoSuchFileException.class, () -> storage.size(name)).getMessage();
      assertTrue(size.endsWith(name), size);
    }
  }

  @Test
  void listsSortedWithFoldersMarked() throws IOException {
    assertEquals(List.of(), storage.list(""));
    storage.write("m/z", text("1"));
    storage.write("m/a/x", text("2"));
    storage.write("m/b", text("3"));
    storage.write("k", text("4"));
    assertEquals(List.of("a/", "b", "z"), storage.list("m"));
    assertEquals(List.of("a/", "b", "z"), storage.list("m/"));
    assertEquals(List.of("k", "m/"), storage.list(""));
    assertEquals(List.of(), storage.list("none"));
    assertEquals(List.of(), storage.list("k"));
  }

  @Test
  void deletesFilesAndWholeFolders() throws IOException {
    storage.write("m/z", text("1"));
    storage.write("m/a/x", text("2"));
    storage.write("k", text("3"));
    storage.delete("k");
    storage.delete("k");
    storage.delete("m/");
    storage.delete("none/at/all");
    assertEquals(List.of(), storage.list(""));
    assertFalse(storage.exists("m/a/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/x",
        "..",
        "../x",
        "a/../../x",
        "a/./x",
        "a//x",
        "a\\x",
        "file:x",
        "a\0b",
        "a\nb",
        "",
        ".tmp-1"
      })
  void refusesNamesThatLeaveTheFolder(String name) {
    String expected =
        "Invalid name (relative, without empty parts, . .. \\ : and temporary names): " + name;
    for (Refused call : refused(name)) {
      assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
  }

  private List<Refused> refused(String name) {
    List<Refused> calls =
        new ArrayList<>(
            List.of(
                () -> storage.write(name, text("x")),
                () -> storage.create(name, text("x")),
                () -> storage.append(name),
                () -> storage.read(name),
                () -> storage.size(name),
                () -> storage.delete(name)));
    if (!name.isEmpty()) {
      calls.add(() -> storage.list(name));
      calls.add(() -> storage.exists(name));
    }
    return calls;
  }

  @Test
  void createsOnlyIfThereIsNone() throws IOException {
    assertTrue(storage.create("lock", text("first")));
    assertFalse(storage.create("lock", text("second")));
    assertEquals("first", read("lock"));
    storage.delete("lock");
    assertTrue(storage.create("lock", text("third")));
    assertEquals("third", read("lock"));
    assertEquals(List.of("lock"), storage.list(""));
  }

  @Test
  void createsOnceWhenTwoThreadsRace() throws Exception {
    createIsNotAtomic().ifPresent(why -> Assumptions.assumeTrue(false, why));
    int rounds = 30;
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<Boolean>>> results = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        String content = "thread " + thread;
        results.add(threads.submit(() -> race(rounds, start, content)));
      }
      List<Boolean> first = results.get(0).get(60, TimeUnit.SECONDS);
      List<Boolean> second = results.get(1).get(60, TimeUnit.SECONDS);
      for (int i = 0; i < rounds; i++) {
        assertTrue(first.get(i) ^ second.get(i), "exactly one creates lock-" + i);
        assertEquals(first.get(i) ? "thread 0" : "thread 1", read("lock-" + i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Boolean> race(int rounds, CyclicBarrier start, String content) throws Exception {
    List<Boolean> created = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      start.await(30, TimeUnit.SECONDS);
      created.add(storage.create("lock-" + i, text(content)));
    }
    return created;
  }

  @Test
  void doesNotListWhatAnInterruptedWriterLeft() throws IOException {
    storage.write("m/f", text("x"));
    leaveTemporary("m", StorageNames.temporary());
    assertEquals(List.of("f"), storage.list("m"));
    storage.delete("m");
    assertEquals(List.of(), storage.list(""));
  }

  @Test
  void appendsWhereItCanAndShowsWhatWasFlushed() throws IOException {
    Optional<OutputStream> appended = storage.append("logs/log");
    Assumptions.assumeTrue(appended.isPresent(), "this file system cannot append");
    try (OutputStream out = appended.get()) {
      out.write("one\n".getBytes(UTF_8));
      out.flush();
      assertEquals("one\n", read("logs/log"));
    }
    try (OutputStream out = storage.append("logs/log").orElseThrow()) {
      out.write("two\n".getBytes(UTF_8));
    }
    assertEquals("one\ntwo\n", read("logs/log"));
  }

  @Test
  void keepsAJournalWhetherItCanAppendOrNot() throws IOException {
    StringBuilder expected = new StringBuilder();
    for (int session = 0; session < 2; session++) {
      try (Journal journal = new Journal(storage, i -> "journal-" + i, 0)) {
        for (int i = 0; i < 3; i++) {
          String line = session + " " + i + "\n";
          expected.append(line);
          journal.add(line.getBytes(UTF_8));
          journal.flush();
          assertEquals(expected.toString(), allOfJournal());
        }
      }
    }
  }

  private String allOfJournal() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : storage.list("")) {
      all.append(read(name));
    }
    return all.toString();
  }

  /** A call that is refused. */
  private interface Refused {
    void run() throws IOException;
  }

  private String read(String name) throws IOException {
    try (InputStream in = storage.read(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Storage.Content text(String text) {
    return out -> out.write(text.getBytes(UTF_8));
  }

  private static Storage.Content failing(Exception failure) {
    return out -> {
      out.write(new byte[100_000]);
      out.flush();
      if (failure instanceof IOException io) {
        throw io;
      }
      throw (RuntimeException) failure;
    };
  }
}
