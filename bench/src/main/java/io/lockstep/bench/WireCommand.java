package io.lockstep.bench;

import io.lockstep.bench.wire.WireBenchmark;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the network collective reaches of a plain socket's bandwidth. */
@Command(
    name = "wire",
    description = {
      "Two processes exchange vectors of 4 KiB to 64 MiB, in turn over the network collective and",
      "over a plain socket: by loopback addresses and, as root, between network namespaces;",
      "without and with Spark's authentication and encryption."
    },
    footer = {"", "Example:", "  scripts/bench wire --rounds 15"})
final class WireCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "15",
      description =
          "Of the longest vectors; more of the shorter ones, and half as many to warm up (default:"
              + " ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    WireBenchmark.run(rounds, System.out);
    return 0;
  }
}
