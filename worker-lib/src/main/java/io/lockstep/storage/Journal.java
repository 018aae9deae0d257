package io.lockstep.storage;

import static io.lockstep.checks.Checks.present;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Records added one after another. Where the file system can append they go into one file. Where it
 * cannot, they go into numbered parts: a flush writes the part under way again, whole, until it has
 * {@link #PART_BYTES}, after which the next part begins; so a flush means the same in both cases
 * and costs at most one part. Used by one thread.
 */
public final class Journal implements Closeable {
  /** From this size on a part is finished; appended records are flushed at it too. */
  public static final int PART_BYTES = 1 << 20;

  private final Storage storage;
  private final IntFunction<String> names;
  private final Optional<OutputStream> appended;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private int part;
  private int visible;
  private boolean broken;

  /**
   * @param names of the parts by their number, from 0
   * @param part the one to go on with: it grows where the file system can append; where it cannot,
   *     the first number from there on that is free begins
   */
  public Journal(Storage storage, IntFunction<String> names, int part) throws IOException {
    this.storage = present(storage, "storage");
    this.names = present(names, "names");
    this.appended = storage.append(names.apply(part));
    this.part = part;
    while (appended.isEmpty() && storage.exists(names.apply(this.part))) {
      this.part++;
    }
  }

  /** Adds a record; readers see it after the next {@link #flush} at the latest. */
  public void add(byte[] record) throws IOException {
    pending.writeBytes(record);
    if (pending.size() - visible >= PART_BYTES) {
      flush();
    }
  }

  /** Lets readers see all that was added. After a failure nothing more is written. */
  public void flush() throws IOException {
    if (pending.size() == visible) {
      return;
    }
    if (broken) {
      // More after a torn record would make the file unreadable rather than short.
      throw new IOException("an earlier write to " + names.apply(part) + " failed");
    }
    broken = true;
    if (appended.isPresent()) {
      pending.writeTo(appended.get());
      appended.get().flush();
      pending.reset();
    } else {
      writePart();
    }
    broken = false;
  }

  private void writePart() throws IOException {
    storage.write(names.apply(part), pending::writeTo);
    visible = pending.size();
    if (visible >= PART_BYTES) {
      pending.reset();
      visible = 0;
      part++;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (!broken) {
        flush();
      }
    } catch (IOException e) {
      closeAfter(e);
      throw e;
    }
    if (appended.isPresent()) {
      appended.get().close();
    }
  }

  private void closeAfter(IOException first) {
    try {
      if (appended.isPresent()) {
        appended.get().close();
      }
    } catch (IOException e) {
      // HDFS's stream throws one and the same again, which Java does not let suppress itself.
      if (e != first) {
        first.addSuppressed(e);
      }
    }
  }
}
