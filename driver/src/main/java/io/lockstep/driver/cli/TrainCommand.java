package io.lockstep.driver.cli;

import io.lockstep.driver.config.RunConfiguration;
import io.lockstep.driver.training.RunFolder;
import io.lockstep.driver.training.RunOptions.Start;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.StopRequest;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the plan, starts Spark, and trains. */
@Command(
    name = "train",
    description = "Train the model of a plan.",
    footer = {
      "",
      "Examples:",
      "  lockstep train conf/digits.yaml",
      "  lockstep train conf/mnist-lenet.yaml --data /data/mnist --master 'local[2]'",
      "  lockstep train plan.yaml --set optimizer.learning-rate=0.01 --output runs/a",
      "  lockstep train plan.yaml --output runs/a --resume",
      "",
      "Ctrl-C or SIGTERM ends the run in good order, with a checkpoint to go on from;",
      "a second one ends it at once. Exit codes: see docs/cli.md."
    })
final class TrainCommand implements Callable<Integer> {
  private final Parts parts;
  private final Surroundings around;

  @Mixin PlanOptions plan;

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "Folder of the run. Default: runs/<plan name>-<UTC time>.")
  Optional<String> output = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "How many workers train. Default: as many as there are slots, at most the plan's"
              + " data.shards.")
  Optional<Integer> workers = Optional.empty();

  @ArgGroup StartOptions start = new StartOptions();

  @Mixin CommonOptions common;

  /** What to do with an output folder that is in use. */
  static final class StartOptions {
    @Option(
        names = "--resume",
        description = "Go on with the run in --output from its last checkpoint.")
    boolean resume;

    @Option(names = "--overwrite", description = "Delete the run in --output first.")
    boolean overwrite;

    Start start() {
      if (resume) {
        return Start.RESUME;
      }
      return overwrite ? Start.OVERWRITE : Start.NEW;
    }
  }

  TrainCommand(Parts parts, Surroundings around) {
    this.parts = parts;
    this.around = around;
  }

  @Override
  public Integer call() throws Exception {
    RunConfiguration run =
        plan.read(
            output,
            workers.map(OptionalInt::of).orElse(OptionalInt.empty()),
            start.start(),
            common,
            parts,
            around);
    // Before Spark starts; it is checked again when the folder is taken, and the model found again.
    RunFolder.check(
        parts.storages().open(run.options().output(), run.spark().conf()), run.options().start());
    parts.files().check(run);
    ConsoleProgress progress =
        new ConsoleProgress(
            around.out(), around.terminal(), around.nanos(), plan.plan, common.verbosity());
    StopRequest stop = new StopRequest();
    StopSignals signals =
        StopSignals.install(stop, run.plan().deadlines().stop(), around, progress::note);
    RunResult result;
    try (OpenSession session =
        OpenSession.start(
            parts.sessions().get(),
            run.spark(),
            common.start("train", run.plan().name()),
            progress::note)) {
      result =
          parts.training().get().train(session.spark(), run.plan(), run.options(), progress, stop);
    } finally {
      signals.close();
      progress.endLine();
    }
    result.error().ifPresent(error -> CommandFailures.last(around.err(), error));
    return result.exitCode();
  }
}
