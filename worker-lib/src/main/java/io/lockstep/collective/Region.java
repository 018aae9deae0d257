package io.lockstep.collective;

import java.nio.ByteBuffer;

/** Memory that all workers of a host see: zeros at first. */
sealed interface Region extends AutoCloseable permits ProcessRegion, MappedRegion {
  /**
   * A part of it. Who asks for the same part gets the same memory.
   *
   * @param offset in bytes; a multiple of {@link #ALIGNMENT}
   */
  ByteBuffer memory(long offset, int bytes);

  /** Parts begin at multiples of this many bytes: a page, which no two vectors share. */
  int ALIGNMENT = 4096;

  /** Bytes up to the next multiple of {@link #ALIGNMENT}. */
  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** For people: of what kind, and where. */
  String description();

  /** What has been handed out stays usable. */
  @Override
  void close();
}
