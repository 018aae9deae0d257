package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that several processes map; unlinked as soon as all of them have it open. */
final class MappedRegion implements Region {
  private final FileChannel channel;
  private final Path file;
  private final long bytes;

  /**
   * @param bytes of the region, which begins after a page of header; all of them are there
   */
  MappedRegion(FileChannel channel, Path file, long bytes) {
    this.channel = channel;
    this.file = file;
    this.bytes = bytes;
  }

  @Override
  public ByteBuffer memory(long offset, int length) {
    check(
        offset + length <= bytes,
        "part of " + file,
        "within its " + bytes + " bytes",
        offset + " + " + length);
    try {
      return channel.map(FileChannel.MapMode.READ_WRITE, ALIGNMENT + offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot map " + length + " bytes of " + file, e);
    }
  }

  /** Takes the file's name away; its memory lives until the last process lets go of it. */
  void unlink() throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public String toString() {
    return file.toString();
  }

  @Override
  public String description() {
    return "shared memory in " + file.getParent();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + file, e);
    }
  }
}
