package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The file {@code _LOCK} that keeps a second run out of a folder (docs/formats/lock.md). It appears
 * atomically. The lock of a process of this host that is no more is taken over; of another host
 * nobody here can tell, so a person has to.
 */
public final class RunLock {
  static final String NAME = "_LOCK";
  private static final int VERSION = 1;
  private static final int MOST_BYTES = 65_536;

  /** The clock that process start times are reckoned from may be set in between. */
  private static final Duration SAME_START = Duration.ofSeconds(10);

  private final Storage storage;
  private final Owner owner;

  private RunLock(Storage storage, Owner owner) {
    this.storage = storage;
    this.owner = owner;
  }

  /**
   * Who holds a lock.
   *
   * @param pid of the driver's process
   * @param started when that process began: a pid alone may since belong to another
   * @param application Spark's id
   */
  public record Owner(String host, long pid, Instant started, String application) {
    public Owner {
      present(host, "host");
      atLeast(pid, 1, "pid");
      present(started, "process start time");
      present(application, "application");
    }

    /** This process. */
    public static Owner here(String application) {
      ProcessHandle process = ProcessHandle.current();
      Instant started = process.info().startInstant().orElse(Instant.EPOCH);
      return new Owner(hostName(), process.pid(), started, application);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
      }
    }

    private boolean isAlive() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(p -> p.info().startInstant().map(this::isStart).orElse(true))
          .orElse(false);
    }

    private boolean isStart(Instant instant) {
      return Duration.between(instant, started).abs().compareTo(SAME_START) < 0;
    }

    @Override
    public String toString() {
      return "process " + pid + " on " + host + " since " + started + ", " + application;
    }
  }

  /**
   * Takes the lock.
   *
   * @throws LockstepException with exit code 75 if another run holds it
   */
  static RunLock acquire(Storage storage, Owner owner, Consumer<String> notes) throws IOException {
    if (!create(storage, owner)) {
      Optional<Owner> holder = read(storage);
      if (holder.isPresent()) {
        takeOver(storage, holder.get(), owner, notes);
      }
      if (!create(storage, owner)) {
        throw new LockstepException(
            ExitCode.TEMPORARY,
            "Cannot use " + storage.location() + ": another run is taking it just now.");
      }
    }
    return new RunLock(storage, owner);
  }

  /** Gives the lock back, if it still is this run's. */
  void release() throws IOException {
    if (read(storage).filter(owner::equals).isPresent()) {
      storage.delete(NAME);
    }
  }

  private static void takeOver(Storage storage, Owner holder, Owner owner, Consumer<String> notes)
      throws IOException {
    if (!holder.host().equals(owner.host())) {
      throw held(
          storage,
          holder,
          " If that process is no more, delete the file " + NAME + " in the folder.");
    }
    if (holder.isAlive()) {
      throw held(storage, holder, " Wait for its end, or name another --output.");
    }
    storage.delete(NAME);
    notes.accept("Took over the lock of a run that ended without releasing it (" + holder + ").");
  }

  private static LockstepException held(Storage storage, Owner holder, String advice) {
    return new LockstepException(
        ExitCode.TEMPORARY,
        "Cannot use " + storage.location() + ": another run holds it (" + holder + ")." + advice);
  }

  private static boolean create(Storage storage, Owner owner) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION);
    json.put("host", owner.host());
    json.put("pid", owner.pid());
    json.put("started", owner.started().toString());
    json.put("application", owner.application());
    byte[] bytes = JsonText.write(json);
    return storage.create(NAME, out -> out.write(bytes));
  }

  /** Who holds the lock; empty: nobody any more. */
  private static Optional<Owner> read(Storage storage) throws IOException {
    try (InputStream in = storage.read(NAME)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      JsonText.Fields fields = JsonText.read(bytes, "lock", VERSION);
      Owner owner =
          new Owner(
              fields.text("host"),
              fields.whole("pid"),
              Instant.parse(fields.text("started")),
              fields.text("application"));
      fields.checkNoneLeft();
      return Optional.of(owner);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      throw new LockstepException(
          ExitCode.TEMPORARY,
          "Cannot use "
              + storage.location()
              + ": its lock cannot be read ("
              + e.getMessage()
              + "). If no run uses the folder, delete the file "
              + NAME
              + " in it.",
          e);
    }
  }
}
