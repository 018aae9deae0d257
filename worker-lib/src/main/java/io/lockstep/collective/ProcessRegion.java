package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Memory outside the heap of one process, whose workers are its threads. */
final class ProcessRegion implements Region {
  private final Map<Long, ByteBuffer> parts = new HashMap<>();

  @Override
  public synchronized ByteBuffer memory(long offset, int bytes) {
    ByteBuffer part = parts.computeIfAbsent(offset, at -> pages(bytes));
    check(part.capacity() == bytes, "bytes at " + offset, "" + part.capacity(), bytes);
    return part.duplicate();
  }

  /** On whole pages as in a file: what begins within a cache line is slower to go through. */
  private static ByteBuffer pages(int bytes) {
    int whole = Math.toIntExact(Region.aligned(bytes) + ALIGNMENT);
    return ByteBuffer.allocateDirect(whole).alignedSlice(ALIGNMENT).slice(0, bytes);
  }

  @Override
  public String description() {
    return "memory of one process";
  }

  @Override
  public void close() {
    // Freed with the last buffer that somebody holds.
  }
}
