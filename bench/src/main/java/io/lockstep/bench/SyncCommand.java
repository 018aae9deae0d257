package io.lockstep.bench;

import io.lockstep.bench.contest.Statistics;
import io.lockstep.bench.sync.SyncBenchmark;
import io.lockstep.kernel.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What sum, mean, norm, Adam and handing round cost the workers of one host. */
@Command(
    name = "sync",
    description = {
      "Synchronization and Adam of one step by the workers of one host, from the moment when all",
      "have their gradients, in turn with a copy of as many bytes by the same threads."
    },
    footer = {"", "Example:", "  scripts/bench sync --parameters 2913290 --workers 2"})
final class SyncCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--parameters",
      paramLabel = "N",
      defaultValue = "2913290",
      description = "Of the network (default: ${DEFAULT-VALUE}, the work mlp).")
  int parameters;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads (default: ${DEFAULT-VALUE}).")
  int workers;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "300",
      description = "Of which the first third warms up (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("kernels: " + Kernels.best().description());
    for (SyncBenchmark.Sharing sharing : SyncBenchmark.Sharing.values()) {
      SyncBenchmark.Outcome outcome = new SyncBenchmark(parameters, workers, rounds, sharing).run();
      tell(out, sharing, outcome);
    }
    return 0;
  }

  private void tell(PrintWriter out, SyncBenchmark.Sharing sharing, SyncBenchmark.Outcome outcome) {
    List<Double> synchronization = warm(outcome.synchronization());
    List<Double> copy = warm(outcome.copy());
    List<Double> ratios =
        IntStream.range(0, copy.size())
            .mapToObj(i -> copy.get(i) / synchronization.get(i))
            .toList();
    double median = Statistics.median(synchronization);
    out.printf(
        Locale.ROOT,
        "%s, %d workers, %d parameters: synchronization and Adam %.2f ms (best %.2f), copy of the"
            + " same %d MB %.2f ms (best %.2f); copy / synchronization %.2f; %.1f GB/s%n",
        sharing.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        workers,
        parameters,
        median,
        synchronization.stream().min(Double::compare).orElseThrow(),
        outcome.bytes() / 1_000_000,
        Statistics.median(copy),
        copy.stream().min(Double::compare).orElseThrow(),
        Statistics.median(ratios),
        outcome.bytes() / median * 1e-6);
    out.flush();
  }

  private static List<Double> warm(double[] millis) {
    return Arrays.stream(millis, millis.length / 3, millis.length).boxed().toList();
  }
}
