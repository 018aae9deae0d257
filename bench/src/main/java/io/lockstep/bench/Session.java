package io.lockstep.bench;

import io.lockstep.bench.contest.Comparison;
import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.report.Commit;
import io.lockstep.bench.report.Machine;
import io.lockstep.bench.report.Report;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Holds contests one after another, tells how they go, and writes the report after each pair. */
final class Session {
  private final String command;
  private final Instant started;
  private final Commit commit;
  private final Machine machine = Machine.here();
  private final Path output;
  private final PrintWriter out;
  private final List<Comparison> finished = new ArrayList<>();
  private final List<Report.Skipped> skipped = new ArrayList<>();
  private Optional<Comparison> current = Optional.empty();
  private ExitCode exitCode = ExitCode.DONE;

  Session(String command, Instant started, Path root, Path output, PrintWriter out) {
    this.command = command;
    this.started = started;
    this.commit = Commit.of(root);
    this.output = output;
    this.out = out;
  }

  /** Holds one contest, or says why it cannot be held. */
  void hold(Contest contest, int pairs) throws InterruptedException {
    String title = contest.work() + " against " + contest.peer().name();
    Optional<String> obstacle = contest.obstacle();
    if (obstacle.isPresent()) {
      tell("Skipped: " + title + ". " + obstacle.get());
      skipped.add(new Report.Skipped(contest.work(), contest.peer().name(), obstacle.get()));
      return;
    }
    tell(title + (pairs == 1 ? ", 1 pair" : ", " + pairs + " pairs"));
    current = Optional.empty();
    try {
      contest.run(pairs, output.resolve("runs"), this::afterPair);
    } catch (LockstepException e) {
      // The other contests may well go on; the pairs that were run count.
      tell("Failed: " + title + ". " + e.getMessage());
      skipped.add(new Report.Skipped(contest.work(), contest.peer().name(), e.getMessage()));
      exitCode = ExitCode.INTERNAL;
    }
    current.ifPresent(finished::add);
  }

  /** Prints the tables and says where everything is; the exit code. */
  int end() {
    write(finished);
    try {
      out.print(Files.readString(output.resolve("results.md")));
    } catch (IOException e) {
      throw failure(e);
    }
    tell("Results: " + output);
    return finished.isEmpty() && exitCode == ExitCode.DONE
        ? ExitCode.RESOURCES.code()
        : exitCode.code();
  }

  private void afterPair(Comparison soFar) {
    int last = soFar.pairs().size() - 1;
    tell(
        String.format(
            Locale.ROOT,
            "  pair %d: %,.2f against %,.2f %s, ratio %.2f, load %.1f",
            last + 1,
            soFar.pairs().get(last).product().value(),
            soFar.pairs().get(last).peer().value(),
            soFar.quantity().unit(),
            soFar.ratios().get(last),
            soFar.pairs().get(last).product().loadBefore()));
    current = Optional.of(soFar);
    List<Comparison> all = new ArrayList<>(finished);
    all.add(soFar);
    write(all);
  }

  private void write(List<Comparison> comparisons) {
    try {
      new Report(command, started, commit, machine, comparisons, skipped).write(output);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private LockstepException failure(IOException e) {
    return new LockstepException(
        ExitCode.INTERNAL, "Cannot write results to " + output + ": " + e.getMessage(), e);
  }

  private void tell(String line) {
    out.println(line);
    out.flush();
  }
}
