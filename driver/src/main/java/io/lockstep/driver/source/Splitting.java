package io.lockstep.driver.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * How large pieces are; it decides how well the reading spreads, never what is read.
 *
 * @param bytes of a file, at most
 * @param files of small ones, at most
 */
record Splitting(long bytes, int files) {
  private static final long LEAST = 1L << 20;
  private static final long MOST = 64L << 20;
  private static final int PIECES_A_SLOT = 3;

  /** Some pieces for each slot, so that slots end at about the same time. */
  static Splitting of(List<FileStatus> files, int slots) {
    long pieces = (long) Math.max(1, slots) * PIECES_A_SLOT;
    long total = files.stream().mapToLong(FileStatus::getLen).sum();
    long bytes = Math.min(MOST, Math.max(LEAST, total / pieces + 1));
    return new Splitting(bytes, (int) Math.min(4_096, Math.max(64, files.size() / pieces + 1)));
  }

  /** Hosts that have the bytes of a file from some place on; none if that says nothing. */
  static List<String> hosts(FileStatus file, long from, Configuration configuration)
      throws IOException {
    Path path = file.getPath();
    if ("file".equals(path.toUri().getScheme())) {
      return List.of();
    }
    return Arrays.stream(path.getFileSystem(configuration).getFileBlockLocations(file, from, 1))
        .limit(1)
        .flatMap(Splitting::hosts)
        .toList();
  }

  private static Stream<String> hosts(BlockLocation location) {
    try {
      return Arrays.stream(location.getHosts()).filter(host -> !host.equals("localhost"));
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
