package io.lockstep.bench;

import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.side.IndependentSide;
import io.lockstep.bench.side.ProductSide;
import io.lockstep.bench.side.Surroundings;
import io.lockstep.bench.side.Work;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What keeping two workers in lockstep costs. */
@Command(
    name = "independent",
    description = {
      "Two workers of one run against two single-worker processes side by side, in turn:",
      "the share of perfect scaling that is reached."
    },
    footer = {"", "Example:", "  scripts/bench independent --work lenet,mlp --pairs 5"})
final class IndependentCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ContestOptions options;

  @Option(
      names = "--work",
      paramLabel = "WORK",
      split = ",",
      defaultValue = "lenet,mlp",
      converter = WorkName.class,
      description = "Networks: mlp, lenet, 3c3d (default: lenet,mlp).")
  List<Work> works;

  @Override
  public Integer call() throws InterruptedException {
    Instant started = Instant.now();
    Surroundings around = options.surroundings();
    Path output = options.output(started);
    Session session =
        new Session(
            Typed.command(spec), started, around.root(), output, spec.commandLine().getOut());
    for (Work work : works) {
      session.hold(contest(work, around), options.pairs);
    }
    return session.end();
  }

  private static Contest contest(Work work, Surroundings around) {
    return new Contest(
        work.toString(),
        new ProductSide(work, around),
        new IndependentSide(work, around),
        Quantity.EXAMPLES_PER_SECOND,
        target(work));
  }

  /** Of issue 3, "Figures to reach". */
  private static OptionalDouble target(Work work) {
    return switch (work) {
      case LENET -> OptionalDouble.of(0.97);
      case MLP -> OptionalDouble.of(0.92);
      case CIFAR_3C3D -> OptionalDouble.empty();
    };
  }
}
