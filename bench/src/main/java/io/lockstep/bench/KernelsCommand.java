package io.lockstep.bench;

import io.lockstep.bench.report.Commit;
import io.lockstep.bench.report.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Benchmarks of single parts by JMH. */
@Command(
    name = "kernels",
    description = {
      "Measures single parts by JMH: Collective, Optimizer, GradientNorm, Codec, BatchAssembly, Augmentation, MatrixProduct.",
      "JMH's own results go to kernels.json."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/bench kernels",
      "  scripts/bench kernels Optimizer GradientNorm --kernels plain"
    })
final class KernelsCommand implements Callable<Integer> {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** Which inner loops the product takes. */
  enum Loops {
    vector,
    plain
  }

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Parts of names (default: all).")
  List<String> names = List.of();

  @Option(
      names = "--kernels",
      paramLabel = "WHICH",
      defaultValue = "vector",
      description = "Inner loops: vector (the Vector API) or plain (default: vector).")
  Loops loops;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "2",
      description = "JVMs of each benchmark (default: 2).")
  int forks;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of an iteration; there are 3 to warm up and 5 that count (default: 2).")
  int seconds;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder for results (default: bench/target/results/<UTC time>).")
  Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException, RunnerException {
    Path folder = ContestOptions.outputOr(output, Instant.now());
    Files.createDirectories(folder);
    PrintWriter out = spec.commandLine().getOut();
    out.println(Typed.command(spec));
    out.println(Machine.here());
    out.println(Commit.of(ContestOptions.root()));
    new Runner(options(folder).build()).run();
    out.println("Results: " + folder);
    out.flush();
    return 0;
  }

  private OptionsBuilder options(Path folder) {
    OptionsBuilder options = new OptionsBuilder();
    List<String> patterns = names.isEmpty() ? List.of("") : names;
    patterns.forEach(name -> options.include("io\\.lockstep\\.bench\\.kernel\\..*" + name));
    List<String> jvm = new ArrayList<>(List.of("-Xmx1g", "-XX:MaxDirectMemorySize=1g"));
    if (loops == Loops.vector) {
      jvm.add(VECTORS);
    }
    options.jvmArgs(jvm.toArray(String[]::new));
    options.forks(forks).warmupIterations(3).measurementIterations(5);
    options.warmupTime(TimeValue.seconds(seconds)).measurementTime(TimeValue.seconds(seconds));
    options.resultFormat(ResultFormatType.JSON);
    options.result(folder.resolve("kernels.json").toString());
    return options;
  }
}
