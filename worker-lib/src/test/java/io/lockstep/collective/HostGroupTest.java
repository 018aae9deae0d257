package io.lockstep.collective;

import static io.lockstep.collective.TestingRanks.assertFailure;
import static io.lockstep.collective.TestingRanks.patient;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.parameters.FlatVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group over a mapped file keeps the contract, and its file does what {@link HostGroup} says. */
@Timeout(120)
class HostGroupTest extends CollectiveContractTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @TempDir Path folder;

  @Override
  protected List<Collective> open(List<Waiting> waitings) throws IOException {
    String nonce = "nonce-" + NAMES.incrementAndGet();
    int size = waitings.size();
    List<Integer> ranks = IntStream.range(0, size).boxed().toList();
    List<Collective> members = new ArrayList<>();
    long bytes = new HostMemory(size == 2 ? 3_000_001 : 100_000, 7, 7, 0).bytes(size);
    HostGroup first = HostGroup.create(nonce, 0, bytes, HostGroup.folders());
    members.add(first.member(ranks, 0, waitings.get(0)));
    for (int rank = 1; rank < size; rank++) {
      HostGroup other = HostGroup.open(nonce, 0, bytes, HostGroup.folders());
      members.add(other.member(ranks, rank, waitings.get(rank)));
    }
    first.unlink();
    return members;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void theFileIsThisUsersAloneAllThereAndGoneOnceUnlinked() throws Exception {
    try (HostGroup group = HostGroup.create("secret", 3, 10_000, List.of(folder))) {
      Path file = files().get(0);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertEquals(4096 + 10_000, Files.size(file));
      assertFalse(file.toString().contains("secret"));
      group.unlink();
      assertEquals(List.of(), files());
    }
  }

  @Test
  void keepsOutWhoHasAnotherNonceHostOrSize() throws Exception {
    try (HostGroup group = HostGroup.create("nonce", 0, 10_000, List.of(folder))) {
      assertThrows(IOException.class, () -> HostGroup.open("other", 0, 10_000, List.of(folder)));
      assertThrows(IOException.class, () -> HostGroup.open("nonce", 1, 10_000, List.of(folder)));
      IOException failure =
          assertThrows(
              IOException.class, () -> HostGroup.open("nonce", 0, 10_001, List.of(folder)));
      assertTrue(failure.getMessage().contains(" is not the region of this run"));
      assertTrue(group.toString().contains(folder.toString()));
    }
  }

  @Test
  void refusesAFileOfTheSameNameThatSomebodyElseHasPutThere() throws Exception {
    HostGroup.create("nonce", 0, 10_000, List.of(folder)).close();
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[30] ^= 1;
    Files.write(file, bytes);
    IOException failure =
        assertThrows(IOException.class, () -> HostGroup.open("nonce", 0, 10_000, List.of(folder)));
    assertTrue(failure.getMessage().contains(" is not the region of this run"));
    assertThrows(IOException.class, () -> HostGroup.create("nonce", 0, 10_000, List.of(folder)));
  }

  @Test
  void goesOnToTheNextFolderAndSaysWhyNoneTakesIt() throws Exception {
    Path missing = folder.resolve("missing");
    try (HostGroup group = HostGroup.create("nonce", 0, 10_000, List.of(missing, folder))) {
      assertTrue(group.toString().contains(folder.toString()));
      HostGroup.open("nonce", 0, 10_000, List.of(missing, folder)).close();
    }
    IOException failure =
        assertThrows(
            IOException.class,
            () -> HostGroup.create("vast", 0, Long.MAX_VALUE / 2, List.of(missing, folder)));
    assertTrue(
        failure.getMessage().startsWith("Cannot share 4611686018427387903 bytes of memory: "),
        failure.getMessage());
    assertTrue(failure.getMessage().contains(folder + ": only "), failure.getMessage());
  }

  @Test
  void removesWhatAKilledRunHasLeftAndNothingElse() throws Exception {
    Process killed = TestingHostProcess.start(folder, "left", TestingHostProcess.Role.LEAVE_FILE);
    assertEquals("ready", TestingHostProcess.line(killed));
    killed.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    Path left = files().get(0);
    Path fresh = folder.resolve("lockstep-0123456789.region");
    Path stranger = folder.resolve("lockstep-notes.txt");
    Files.copy(left, fresh);
    Files.writeString(stranger, "not ours");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofMinutes(3))));
    try (HostGroup group = HostGroup.create("next", 0, 10_000, List.of(folder))) {
      assertFalse(Files.exists(left), group.toString());
      assertTrue(Files.exists(fresh));
      assertTrue(Files.exists(stranger));
    }
  }

  @Test
  void sumsWithAnotherProcess() throws Exception {
    Process other = withOtherProcess("sum");
    try (TestingRanks ranks = ranks("sum")) {
      Collective own = ranks.member(0);
      FlatVector vector = own.individual(10_000);
      vector.fill(1);
      own.reduceScatter(vector).store(own.slice(10_000), vector, new float[1000]);
      Rows rows = new Rows(2, 1);
      rows.of(0)[0] = 40;
      own.allGather(vector, rows);
      assertEquals(42, rows.sum(0));
      for (int i = 0; i < 10_000; i++) {
        assertEquals(3, vector.get(i));
      }
      assertTrue(other.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, other.exitValue());
    }
  }

  @Test
  void noticesThatAnotherProcessWasKilled() throws Exception {
    Process other = withOtherProcess("kill");
    try (TestingRanks ranks = ranks("kill")) {
      // Its second look is the one that finds the process gone.
      Future<?> first = ranks.start(0, c -> c.exchange(new Rows(2, 1)));
      first.get(60, TimeUnit.SECONDS);
      Future<?> second = ranks.start(0, c -> c.reduceScatter(c.individual(20)));
      other.destroyForcibly();
      assertFailure(
          Kind.PEER_LOST,
          second,
          "Cannot complete operation 2 (reduce-scatter of 20 elements): the process of rank 1 of"
              + " this host (pid "
              + other.pid()
              + ") is gone without a word");
    }
  }

  private final List<HostGroup> created = new ArrayList<>();

  private Process withOtherProcess(String name) throws Exception {
    created.add(HostGroup.create(name, 0, TestingHostProcess.BYTES, List.of(folder)));
    Process other =
        TestingHostProcess.start(
            folder,
            name,
            name.equals("sum")
                ? TestingHostProcess.Role.SUM
                : TestingHostProcess.Role.EXCHANGE_AND_HANG);
    assertEquals("ready", TestingHostProcess.line(other));
    return other;
  }

  private TestingRanks ranks(String name) {
    HostGroup group = created.get(0);
    group.unlink();
    assertFalse(name.isEmpty());
    return new TestingRanks(List.of(group.member(List.of(0, 1), 0, patient())));
  }
}
