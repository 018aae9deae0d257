package io.lockstep.data;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A local file of segments, written from front to back and then mapped. Only its owner may read it,
 * and it has no name from the moment it is open, so that nothing stays behind however the process
 * ends. Segments are written before they are mapped: a full disk is an error here, not a SIGBUS
 * while reading.
 */
final class SpillFile implements AutoCloseable {
  private static final int MAX_MAPPING = 1 << 30;
  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private final MemoryBudget budget;
  private final int segmentBytes;
  private final FileChannel channel;
  private long length;

  private SpillFile(MemoryBudget budget, int segmentBytes, FileChannel channel) {
    this.budget = budget;
    this.segmentBytes = segmentBytes;
    this.channel = channel;
  }

  static SpillFile create(MemoryBudget budget, int segmentBytes) {
    Path path = budget.spillFolder().resolve("lockstep-examples-" + UUID.randomUUID());
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              OPTIONS,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new SpillFile(budget, segmentBytes, channel);
    } catch (IOException e) {
      throw failure(budget, "a file cannot be created in " + budget.spillFolder(), e);
    }
  }

  /** Writes a segment after those that are there. */
  void append(ByteBuffer segment) {
    try {
      long free = Files.getFileStore(budget.spillFolder()).getUsableSpace();
      if (free < segmentBytes) {
        throw failure(budget, budget.spillFolder() + " has " + free + " bytes left", null);
      }
      ByteBuffer source = segment.duplicate().position(0).limit(segmentBytes);
      while (source.hasRemaining()) {
        length += channel.write(source, length);
      }
    } catch (IOException e) {
      throw failure(budget, budget.spillFolder() + " cannot be written", e);
    }
  }

  /** All segments, mapped for reading; they stay valid after {@link #close}. */
  List<ByteBuffer> map() {
    long step = Math.max(1, MAX_MAPPING / segmentBytes) * (long) segmentBytes;
    List<ByteBuffer> segments = new ArrayList<>();
    try {
      for (long from = 0; from < length; from += step) {
        ByteBuffer mapped = channel.map(MapMode.READ_ONLY, from, Math.min(step, length - from));
        for (int at = 0; at < mapped.limit(); at += segmentBytes) {
          segments.add(mapped.slice(at, segmentBytes).order(ByteOrder.nativeOrder()));
        }
      }
    } catch (IOException e) {
      throw failure(budget, "the file cannot be mapped", e);
    }
    return segments;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(budget, "the file cannot be closed", e);
    }
  }

  private static LockstepException failure(MemoryBudget budget, String why, Throwable cause) {
    return new LockstepException(
        ExitCode.RESOURCES,
        "Cannot keep the examples of a worker beyond their memory budget of "
            + budget.bytes()
            + " bytes: "
            + why
            + ". Give the executors more memory, or more room on their local disk.",
        cause);
  }
}
