package io.lockstep.bench.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces of this machine with a virtual cable between them. They need Linux, root
 * and Debian's iproute2.
 */
final class Namespaces implements AutoCloseable {
  private static final List<String> NAMES = List.of("lockstep-bench-0", "lockstep-bench-1");
  private static final List<String> ADDRESSES = List.of("10.251.7.1", "10.251.7.2");

  private Namespaces() {}

  /**
   * Makes them.
   *
   * @throws IOException if they cannot be made here: why
   */
  static Namespaces create() throws IOException, InterruptedException {
    Namespaces made = new Namespaces();
    try {
      for (String name : NAMES) {
        ip("netns", "add", name);
      }
      List<String> cable = new ArrayList<>(List.of("link", "add", "lsb0", "netns", NAMES.get(0)));
      cable.addAll(List.of("type", "veth", "peer", "name", "lsb1", "netns", NAMES.get(1)));
      ip(cable.toArray(String[]::new));
      for (int i = 0; i < 2; i++) {
        ip("-n", NAMES.get(i), "addr", "add", ADDRESSES.get(i) + "/24", "dev", "lsb" + i);
        ip("-n", NAMES.get(i), "link", "set", "lsb" + i, "up");
        ip("-n", NAMES.get(i), "link", "set", "lo", "up");
      }
      return made;
    } catch (IOException | InterruptedException e) {
      made.close();
      throw e;
    }
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("ip"));
    words.addAll(List.of(arguments));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException("Cannot run '" + String.join(" ", words) + "': " + said);
    }
  }

  static String address(int rank) {
    return ADDRESSES.get(rank);
  }

  /** What a command begins with that is to run in one of them. */
  static List<String> within(int rank) {
    return List.of("ip", "netns", "exec", NAMES.get(rank));
  }

  @Override
  public String toString() {
    return "network namespaces with a virtual cable";
  }

  @Override
  public void close() {
    for (String name : NAMES) {
      try {
        ip("netns", "delete", name);
      } catch (IOException e) {
        // It has not been made.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
