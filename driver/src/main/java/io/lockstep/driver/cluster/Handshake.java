package io.lockstep.driver.cluster;

import static io.lockstep.checks.Checks.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What workers tell each other once, through Spark's barrier, before they talk directly.
 *
 * @param rank of the worker
 * @param host at which peers reach it
 * @param port of its endpoint
 * @param machine an identity of the machine: equal for workers that may share memory
 * @param process an identity of its JVM: equal for workers that are threads of one
 * @param version of Lockstep
 */
record Handshake(int rank, String host, int port, String machine, String process, String version) {
  /** This JVM's identity. */
  static final String PROCESS = UUID.randomUUID().toString();

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The machine of a host: two containers of one name on two machines are not the same. */
  static String machine(String host) {
    try {
      return host + "/" + Files.readString(BOOT).strip();
    } catch (IOException e) {
      return host;
    }
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a handshake", e);
    }
  }

  /** All workers' words, in the order of ranks; fails where they do not fit together. */
  static List<Handshake> all(String[] texts) {
    List<Handshake> all = new ArrayList<>();
    for (int rank = 0; rank < texts.length; rank++) {
      Handshake peer = parse(texts[rank]);
      check(peer.rank() == rank, "rank in a handshake", "" + rank, peer.rank());
      all.add(peer);
      if (!peer.version().equals(all.get(0).version())) {
        throw new LockstepException(
            ExitCode.RESOURCES,
            "Cannot train with different versions of Lockstep: worker 0 on "
                + all.get(0).host()
                + " has "
                + all.get(0).version()
                + ", worker "
                + rank
                + " on "
                + peer.host()
                + " has "
                + peer.version()
                + ". Give all of them the same jar.");
      }
    }
    return all;
  }

  /** Whether all workers are threads of one JVM. */
  static boolean sameProcess(List<Handshake> all) {
    return all.stream().map(Handshake::process).distinct().count() == 1;
  }

  private static Handshake parse(String text) {
    try {
      return JSON.readValue(text, Handshake.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read a handshake: " + text, e);
    }
  }
}
