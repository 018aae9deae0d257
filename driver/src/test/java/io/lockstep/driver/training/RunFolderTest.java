package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.training.RunOptions.Start;
import io.lockstep.driver.training.RunResult.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunFolderTest {
  private static final String STARTED = "2026-01-02T03:04:05Z";
  private static final RunLock.Owner ME = RunLock.Owner.here("local-1");

  /** Linux gives no process a number beyond 2^22. */
  private static final long NO_PROCESS = 1L << 40;

  private final List<String> notes = new ArrayList<>();
  private final TestingStorage storage = new TestingStorage("/runs/a");

  @Test
  void locksANewFolderAndReleasesIt() throws IOException {
    try (RunFolder folder = open(Start.NEW)) {
      folder.writePlan("data:\n  train: s3a://key:word@bucket/a.csv\n");
      folder.writeResult(stopped());
      assertEquals(List.of("_LOCK", "_RESULT.json", "plan.yaml"), storage.names());
      assertTrue(storage.text("_LOCK").contains("\"pid\" : " + ProcessHandle.current().pid()));
      assertEquals("data:\n  train: s3a://***@bucket/a.csv\n", storage.text("plan.yaml"));
    }
    assertEquals(List.of("_RESULT.json", "plan.yaml"), storage.names());
    assertEquals(List.of(), notes);
  }

  @Test
  void refusesAFolderInUse() {
    storage.with("plan.yaml", "").with("metrics.jsonl", "").with("checkpoints/1/a", "");
    storage.with("model/b", "");
    assertRefused(
        ExitCode.USAGE,
        "Cannot train into /runs/a: it is in use (it holds checkpoints/, metrics.jsonl, model/ and"
            + " 1 more). Go on with that run by --resume, delete it by --overwrite, or name another"
            + " --output.",
        Start.NEW);
    assertFalse(storage.exists("_LOCK"));
  }

  @Test
  void removesAStaleResultOnResume() throws IOException {
    storage.with("plan.yaml", "p").with("_RESULT.json", "{}").with("checkpoints/1/a", "");
    open(Start.RESUME).close();
    assertEquals(List.of("checkpoints/1/a", "plan.yaml"), storage.names());
  }

  @Test
  void refusesToResumeWhatIsNoRun() {
    assertRefused(
        ExitCode.USAGE,
        "Cannot resume /runs/a: it holds no run (no plan.yaml). Name the folder of the run by"
            + " --output, or leave --resume out to begin one.",
        Start.RESUME);
  }

  @Test
  void overwritesARun() throws IOException {
    storage.with("plan.yaml", "p").with("model/x", "").with("checkpoints/1/a", "");
    storage.with("events.out.tfevents.1.a", "").with("metrics-2.jsonl", "");
    try (RunFolder folder = open(Start.OVERWRITE)) {
      assertEquals(List.of("_LOCK"), storage.names());
      assertEquals("/runs/a", folder.storage().location());
    }
  }

  @Test
  void overwritesNothingElse() {
    storage.with("plan.yaml", "p").with("src/Main.java", "");
    assertRefused(
        ExitCode.USAGE,
        "Cannot overwrite /runs/a: it is not only a run's (src/). Name another --output, or delete"
            + " it yourself.",
        Start.OVERWRITE);
    storage.delete("src");
    storage.delete("plan.yaml");
    storage.with("model/x", "");
    assertRefused(
        ExitCode.USAGE,
        "Cannot overwrite /runs/a: it is not only a run's (model/). Name another --output, or"
            + " delete it yourself.",
        Start.OVERWRITE);
    assertEquals(List.of("model/x"), storage.names());
  }

  @Test
  void protectsRootsAndHomes() {
    Path home = Path.of("/people/ann");
    Path working = Path.of("/somewhere/project");
    for (String location :
        List.of(
            "/",
            "file:/",
            "file:///",
            "hdfs://host:8020/",
            "s3a://bucket",
            "/home/bob",
            "hdfs://host/user/bob/",
            "/people/ann/x/..",
            "/people",
            "/somewhere/project",
            "/somewhere",
            "/root")) {
      assertTrue(ProtectedFolders.isProtected(location, home, working), location);
    }
    for (String location :
        List.of("/runs", "/people/ann/runs/a", "/somewhere/project/runs", "s3a://bucket/runs")) {
      assertFalse(ProtectedFolders.isProtected(location, home, working), location);
    }
    LockstepException e =
        assertThrows(
            LockstepException.class,
            () -> RunFolder.open(new TestingStorage("file:/"), Start.OVERWRITE, ME, notes::add));
    assertEquals(
        "Cannot overwrite file:/: that is no folder of a run. Name another --output.",
        e.getMessage());
  }

  @Test
  void takesOverTheLockOfADeadProcess() throws IOException {
    storage.with("plan.yaml", "p").with("_LOCK", lock(ME.host(), NO_PROCESS, STARTED));
    open(Start.RESUME).close();
    assertEquals(
        List.of(
            "Took over the lock of a run that ended without releasing it (process "
                + NO_PROCESS
                + " on "
                + ME.host()
                + " since "
                + STARTED
                + ", app-7)."),
        notes);
    assertEquals(List.of("plan.yaml"), storage.names());
  }

  @Test
  void takesOverTheLockOfAProcessWhoseNumberWasGivenAgain() throws IOException {
    storage.with("plan.yaml", "p").with("_LOCK", lock(ME.host(), ME.pid(), STARTED));
    open(Start.RESUME).close();
    assertEquals(1, notes.size());
  }

  @Test
  void respectsTheLockOfALivingProcess() {
    storage.with("plan.yaml", "p").with("_LOCK", lock(ME.host(), ME.pid(), ME.started() + ""));
    assertRefused(
        ExitCode.TEMPORARY,
        "Cannot use /runs/a: another run holds it (process "
            + ME.pid()
            + " on "
            + ME.host()
            + " since "
            + ME.started()
            + ", app-7). Wait for its end, or name another --output.",
        Start.OVERWRITE);
    assertTrue(storage.exists("plan.yaml"));
  }

  @Test
  void leavesTheLockOfAnotherHostToAPerson() {
    storage.with("plan.yaml", "p").with("_LOCK", lock("far", 12, STARTED));
    assertRefused(
        ExitCode.TEMPORARY,
        "Cannot use /runs/a: another run holds it (process 12 on far since 2026-01-02T03:04:05Z,"
            + " app-7). If that process is no more, delete the file _LOCK in the folder.",
        Start.RESUME);
  }

  @Test
  void namesALockThatCannotBeRead() {
    storage.with("plan.yaml", "p").with("_LOCK", "{");
    LockstepException e = assertThrows(LockstepException.class, () -> open(Start.RESUME));
    assertTrue(
        e.getMessage().startsWith("Cannot use /runs/a: its lock cannot be read (Cannot read the"),
        e.getMessage());
    assertTrue(
        e.getMessage().endsWith("If no run uses the folder, delete the file _LOCK in it."),
        e.getMessage());
  }

  @Test
  void doesNotReleaseTheLockOfAnother() throws IOException {
    try (RunFolder folder = open(Start.NEW)) {
      storage.with("_LOCK", lock("far", 12, STARTED));
      assertEquals(storage, folder.storage());
    }
    assertTrue(storage.exists("_LOCK"));
  }

  private RunFolder open(Start start) throws IOException {
    return RunFolder.open(storage, start, ME, notes::add);
  }

  private void assertRefused(ExitCode code, String message, Start start) {
    LockstepException e = assertThrows(LockstepException.class, () -> open(start));
    assertEquals(message, e.getMessage());
    assertEquals(code, e.exitCode());
  }

  private static String lock(String host, long pid, String started) {
    Instant.parse(started);
    return """
        {"version": 1, "host": "%s", "pid": %d, "started": "%s", "application": "app-7"}
        """
        .formatted(host, pid, started);
  }

  private static RunResult stopped() {
    return new RunResult(
        Status.STOPPED,
        75,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        3,
        0.5,
        30,
        1,
        0,
        1,
        1,
        "dl4j",
        10,
        Optional.empty(),
        0,
        RunMemory.NONE,
        Optional.empty());
  }
}
