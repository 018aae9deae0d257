package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The workers of one host in several processes, about to share a file: one {@link #create}s it, the
 * others {@link #open} it, all tell each other by other means that they have it, the first {@link
 * #unlink}s it, and each takes its {@link #member}ship.
 */
public final class HostGroup implements AutoCloseable {
  private final MappedRegion region;

  private HostGroup(MappedRegion region) {
    this.region = region;
  }

  /** Where the file may be, the best first: the kernel's shared memory, a folder on disk. */
  public static List<Path> folders() {
    return List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Makes the file, all of it there, readable by this user alone, in the first folder that takes
   * it.
   *
   * @param nonce known to the workers of this generation of this run only
   * @param host number of this host among those of the run
   * @throws IOException if no folder takes it: why, for each
   */
  public static HostGroup create(String nonce, int host, long bytes, List<Path> folders)
      throws IOException {
    return new HostGroup(RegionFile.of(nonce, host, bytes).create(folders));
  }

  /**
   * Opens the file that another process of this host has made.
   *
   * @throws IOException if it is in none of the folders, or not the one that was meant
   */
  public static HostGroup open(String nonce, int host, long bytes, List<Path> folders)
      throws IOException {
    return new HostGroup(RegionFile.of(nonce, host, bytes).open(folders));
  }

  /** Takes the file's name away, once all have it open: nothing is left if they are killed. */
  public void unlink() {
    try {
      region.unlink();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + region, e);
    }
  }

  /**
   * Joins. Closing the membership closes this.
   *
   * @param ranks of the workers on this host
   * @param rank of this one
   */
  public HostMember member(List<Integer> ranks, int rank, Waiting waiting) {
    int seat = ranks.indexOf(rank);
    check(seat >= 0, "rank", "one of " + ranks, rank);
    return new HostMember(region, ranks, seat, waiting, () -> {});
  }

  /** For people: where it is. */
  @Override
  public String toString() {
    return region.description();
  }

  @Override
  public void close() {
    region.close();
  }
}
