package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.driver.training.RunOptions.Start;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The folder of a run that is under way: held by a lock against a second run, and by closing it
 * released. What is in it: {@code plan.yaml}, {@code metrics*.jsonl}, {@code
 * events.out.tfevents.*}, {@code checkpoints/}, {@code model/}, {@code _LOCK}, {@code scaling.json}
 * and, written last, {@code _RESULT.json}.
 */
public final class RunFolder implements AutoCloseable {
  public static final String PLAN = "plan.yaml";
  public static final String RESULT = "_RESULT.json";
  public static final String SCALING = "scaling.json";

  /** What runs, evaluations and predictions leave; --overwrite touches nothing else. */
  private static final Pattern OURS =
      Pattern.compile(
          "plan\\.yaml|_RESULT\\.json|scaling\\.json|_LOCK|metrics[^/]*\\.jsonl|events\\.out\\.tfevents\\.[^/]*"
              + "|(checkpoints|model|predictions|evaluations?)/|lockstep[^/]*\\.log|\\..*\\.crc");

  private final Storage storage;
  private final RunLock lock;

  private RunFolder(Storage storage, RunLock lock) {
    this.storage = storage;
    this.lock = lock;
  }

  /**
   * Takes a folder for a run.
   *
   * @param owner who locks it
   * @param notes hears of what was found and mended
   * @throws LockstepException with exit code 64 if the folder is not as {@code start} needs it, 75
   *     if another run holds it
   */
  public static RunFolder open(
      Storage storage, Start start, RunLock.Owner owner, Consumer<String> notes)
      throws IOException {
    List<String> found = check(storage, start);
    RunLock lock = RunLock.acquire(storage, owner, notes);
    RunFolder folder = new RunFolder(storage, lock);
    try {
      folder.prepare(start, found);
    } catch (IOException | RuntimeException e) {
      folder.closeAfter(e);
      throw e;
    }
    return folder;
  }

  /**
   * Fails unless a folder is as {@code start} needs it; takes and changes nothing.
   *
   * @return what is in it
   * @throws LockstepException with exit code 64
   */
  public static List<String> check(Storage storage, Start start) throws IOException {
    present(storage, "storage");
    List<String> found = storage.list("");
    switch (present(start, "start")) {
      case NEW -> checkUnused(storage, found);
      case RESUME -> checkResumable(storage, found);
      case OVERWRITE -> checkOurs(storage, found);
    }
    return found;
  }

  public Storage storage() {
    return storage;
  }

  /** Writes the plan, without the logins that its locations may name. */
  public void writePlan(String yaml) throws IOException {
    byte[] bytes = Secrets.maskLogins(yaml).getBytes(StandardCharsets.UTF_8);
    storage.write(PLAN, out -> out.write(bytes));
  }

  /** Writes what the run says about its speed. */
  public void writeScaling(ScalingAdvice advice) throws IOException {
    byte[] bytes = ScalingJson.write(advice);
    storage.write(SCALING, out -> out.write(bytes));
  }

  /** Writes the result; to be called last. */
  public void writeResult(RunResult result) throws IOException {
    byte[] bytes = RunResultJson.write(result);
    storage.write(RESULT, out -> out.write(bytes));
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    lock.release();
  }

  private void prepare(Start start, List<String> found) throws IOException {
    if (start == Start.RESUME) {
      storage.delete(RESULT);
      storage.delete(SCALING);
    }
    if (start == Start.OVERWRITE) {
      for (String name : found) {
        if (!name.equals(RunLock.NAME)) {
          storage.delete(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
        }
      }
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static void checkUnused(Storage storage, List<String> found) {
    if (!found.isEmpty()) {
      throw usage(
          "Cannot train into "
              + storage.location()
              + ": it is in use (it holds "
              + some(found)
              + "). Go on with that run by --resume, delete it by --overwrite, or name another"
              + " --output.");
    }
  }

  private static void checkResumable(Storage storage, List<String> found) {
    if (!found.contains(PLAN)) {
      throw usage(
          "Cannot resume "
              + storage.location()
              + ": it holds no run (no "
              + PLAN
              + "). Name the folder of the run by --output, or leave --resume out to begin one.");
    }
  }

  private static void checkOurs(Storage storage, List<String> found) {
    if (ProtectedFolders.isProtected(storage.location())) {
      throw usage(
          "Cannot overwrite "
              + storage.location()
              + ": that is no folder of a run. Name another --output.");
    }
    List<String> others = found.stream().filter(name -> !OURS.matcher(name).matches()).toList();
    boolean isRun = found.stream().anyMatch(List.of(PLAN, RESULT, RunLock.NAME)::contains);
    if (!others.isEmpty() || (!found.isEmpty() && !isRun)) {
      throw usage(
          "Cannot overwrite "
              + storage.location()
              + ": it is not only a run's ("
              + some(others.isEmpty() ? found : others)
              + "). Name another --output, or delete it yourself.");
    }
  }

  private static String some(List<String> names) {
    int shown = Math.min(3, names.size());
    String more = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
    return String.join(", ", names.subList(0, shown)) + more;
  }

  private static LockstepException usage(String message) {
    return new LockstepException(ExitCode.USAGE, message);
  }
}
