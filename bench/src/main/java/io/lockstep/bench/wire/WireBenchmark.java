package io.lockstep.bench.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code scripts/bench wire}: two processes exchange vectors of 4 KiB to 64 MiB, in turn over the
 * network collective and over a plain socket, by loopback addresses that stand for hosts and
 * between network namespaces; without and with Spark's authentication and encryption. Processor
 * time is what counts on a machine that does other things too.
 */
public final class WireBenchmark {
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "127.0.0.2");

  private WireBenchmark() {}

  /** Arguments: rounds of the smallest and the largest vectors, by default 15. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15, System.out);
  }

  /**
   * Measures everything and prints a table for each kind of network.
   *
   * @param rounds of each length, besides half as many to warm up
   */
  public static void run(int rounds, PrintStream out) throws IOException, InterruptedException {
    heading("loopback addresses", out);
    for (Security security : Security.values()) {
      pair(LOOPBACK, List.of(List.of(), List.of()), security, rounds, out);
    }
    try (Namespaces made = Namespaces.create()) {
      heading(made.toString(), out);
      List<String> hosts = List.of(Namespaces.address(0), Namespaces.address(1));
      List<List<String>> within = List.of(Namespaces.within(0), Namespaces.within(1));
      for (Security security : Security.values()) {
        pair(hosts, within, security, rounds, out);
      }
    } catch (IOException e) {
      out.println("Skipped network namespaces: " + e.getMessage());
    }
  }

  private static void heading(String network, PrintStream out) {
    out.println();
    out.println("Between " + network + ":");
    out.println();
    out.println(
        "| security | KiB | collective ms | plain ms | GB/s each way | plain / collective |"
            + " collective CPU ms | plain CPU ms | plain / collective CPU | bfloat16 CPU ms |");
    out.println("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
  }

  private static void pair(
      List<String> hosts, List<List<String>> within, Security security, int rounds, PrintStream out)
      throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    List<BufferedReader> readers = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    try {
      for (int rank = 0; rank < 2; rank++) {
        processes.add(start(rank, hosts.get(rank), within.get(rank), security, rounds));
        readers.add(
            new BufferedReader(
                new InputStreamReader(
                    processes.get(rank).getInputStream(), StandardCharsets.UTF_8)));
      }
      for (BufferedReader reader : readers) {
        ports.add(reader.readLine());
      }
      for (int rank = 0; rank < 2; rank++) {
        PrintStream to = new PrintStream(processes.get(rank).getOutputStream(), true);
        to.println(hosts.get(1 - rank) + " " + ports.get(1 - rank));
      }
      readers.get(0).lines().forEach(out::println);
      for (Process process : processes) {
        if (process.waitFor() != 0) {
          throw new IOException("Cannot measure: a rank ended with " + process.exitValue());
        }
      }
    } finally {
      processes.forEach(Process::destroy);
    }
  }

  private static Process start(
      int rank, String host, List<String> within, Security security, int rounds)
      throws IOException {
    List<String> words = new ArrayList<>(within);
    words.add(ProcessHandle.current().info().command().orElse("java"));
    words.add("-Xmx1g");
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(WireRank.class.getName());
    words.addAll(List.of("" + rank, host, security.name(), "" + rounds));
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
