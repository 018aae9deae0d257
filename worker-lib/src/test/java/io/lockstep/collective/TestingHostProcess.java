package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Rank 1 of a host group of two, in a process of its own. */
final class TestingHostProcess {
  static final long BYTES = new HostMemory(10_000, 2, 0, 0).bytes(2);

  /** What it does. */
  enum Role {
    /** Creates a file and waits to be killed. */
    LEAVE_FILE,
    /** Adds 2 to each element. */
    SUM,
    /** Takes part in one exchange and waits to be killed. */
    EXCHANGE_AND_HANG
  }

  private TestingHostProcess() {}

  static Process start(Path folder, String nonce, Role role) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            TestingHostProcess.class.getName(),
            folder.toString(),
            nonce,
            role.name())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The first line that it prints. */
  static String line(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  public static void main(String[] arguments) throws Exception {
    List<Path> folders = List.of(Path.of(arguments[0]));
    Role role = Role.valueOf(arguments[2]);
    if (role == Role.LEAVE_FILE) {
      HostGroup.create(arguments[1], 0, 10_000, folders);
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
    HostGroup group = HostGroup.open(arguments[1], 0, BYTES, folders);
    try (Collective member = group.member(List.of(0, 1), 1, TestingRanks.patient())) {
      System.out.println("ready");
      if (role == Role.SUM) {
        sum(member);
      } else {
        member.exchange(new Rows(2, 1));
        new CountDownLatch(1).await();
      }
    }
  }

  private static void sum(Collective member) {
    FlatVector vector = member.individual(10_000);
    vector.fill(2);
    member.reduceScatter(vector).store(member.slice(10_000), vector, new float[1000]);
    Rows rows = new Rows(2, 1);
    rows.of(1)[0] = 2;
    member.allGather(vector, rows);
  }
}
