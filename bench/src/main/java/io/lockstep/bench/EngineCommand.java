package io.lockstep.bench;

import io.lockstep.bench.engine.EngineProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where a step of the engine spends its time. */
@Command(
    name = "engine",
    description = {
      "CPU time of forward and backward pass at 128 examples, layer by layer, against sgemm's peak;",
      "memory that a step takes."
    },
    footer = {"", "Example:", "  scripts/bench engine --work lenet"})
final class EngineCommand implements Callable<Integer> {
  @Option(
      names = "--work",
      paramLabel = "WORK",
      split = ",",
      defaultValue = "mlp,lenet,3c3d",
      description = "Networks: mlp, lenet, 3c3d (default: ${DEFAULT-VALUE}).")
  List<String> works;

  /** In a JVM of its own: this one compiles no further than is good for a command line. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dlockstep.root=" + System.getProperty("lockstep.root", ""),
                "-cp",
                System.getProperty("java.class.path"),
                EngineProfile.class.getName()));
    words.addAll(works);
    Process profile = new ProcessBuilder(words).inheritIO().start();
    try {
      return profile.waitFor();
    } finally {
      profile.destroy();
    }
  }
}
