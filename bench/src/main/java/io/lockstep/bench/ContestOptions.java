package io.lockstep.bench;

import io.lockstep.bench.side.BenchData;
import io.lockstep.bench.side.Surroundings;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options of all commands that run contests. */
final class ContestOptions {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs of each side, in turn; below 5 no target is judged (default: 5).")
  int pairs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps that count, after 10 that do not (default: as the work needs).")
  Optional<Integer> steps;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Folder with mnist/*.gz and cifar10/train/CLASS/*.jpg or cifar10-jpeg/train.tar.gz",
        "(default: environment LOCKSTEP_BENCH_DATA, else ../shared/data)."
      })
  Optional<Path> data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder for results and logs (default: bench/target/results/<UTC time>).")
  Optional<Path> output;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = {
        "A Python with PyTorch, with its arguments if need be",
        "(default: environment LOCKSTEP_BENCH_PYTHON, else python3)."
      })
  Optional<String> python;

  @Option(
      names = "--limit",
      paramLabel = "MINUTES",
      defaultValue = "20",
      description = "After which a single run is given up (default: 20).")
  int limitMinutes;

  Surroundings surroundings() {
    requireOne("--pairs", pairs);
    requireOne("--steps", steps.orElse(1));
    requireOne("--limit", limitMinutes);
    Path root = root();
    return new Surroundings(
        root,
        new BenchData(dataFolder(root), root.resolve("bench/target/data")),
        List.of(
            python.or(() -> environment("LOCKSTEP_BENCH_PYTHON")).orElse("python3").split(" +")),
        steps.map(OptionalInt::of).orElse(OptionalInt.empty()),
        Duration.ofMinutes(limitMinutes));
  }

  /** Where this benchmark's results go. */
  Path output(Instant started) {
    return outputOr(output, started);
  }

  /** A folder that the user names, or one that is named after the time. */
  static Path outputOr(Optional<Path> given, Instant started) {
    return given
        .orElse(root().resolve("bench/target/results").resolve(STAMP.format(started)))
        .toAbsolutePath();
  }

  private static void requireOne(String option, int value) {
    if (value < 1) {
      throw new LockstepException(ExitCode.USAGE, "Invalid " + option + " (at least 1): " + value);
    }
  }

  private Path dataFolder(Path root) {
    return data.or(() -> environment("LOCKSTEP_BENCH_DATA").map(Path::of))
        .orElse(root.resolve("../shared/data"))
        .toAbsolutePath()
        .normalize();
  }

  /** Of the repository. */
  static Path root() {
    return Path.of(System.getProperty("lockstep.root", "")).toAbsolutePath();
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(text -> !text.isBlank());
  }
}
