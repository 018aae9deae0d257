package io.lockstep.driver.cli;

import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.driver.training.RunDescription;
import io.lockstep.driver.training.RunListener;
import io.lockstep.driver.training.RunResult;
import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Shows how a run goes. At a terminal one line that is redrawn up to ten times a second; elsewhere
 * plain lines: one for each evaluation, one for each epoch without, and in between at most one
 * every ten seconds. May be called by several threads.
 */
final class ConsoleProgress implements RunListener {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintWriter out;
  private final Terminal terminal;
  private final LongSupplier clock;
  private final String planSource;
  private final Sessions.Verbosity verbosity;
  private final Throughput throughput = new Throughput();
  private final TimeLeft timeLeft = new TimeLeft();
  private Optional<RunDescription> run = Optional.empty();
  private Optional<ScalingAdvice> advice = Optional.empty();
  private OptionalDouble loss = OptionalDouble.empty();
  private Optional<Metric.Evaluation> evaluation = Optional.empty();

  /** The step that ended an epoch, until an evaluation of it or the next step is heard of. */
  private Optional<Progress> epochEnd = Optional.empty();

  private Optional<Long> shown = Optional.empty();
  private int drawn;

  /**
   * @param clock nanoseconds
   * @param planSource the plan as the user named it, for advice
   */
  ConsoleProgress(
      PrintWriter out,
      Terminal terminal,
      LongSupplier clock,
      String planSource,
      Sessions.Verbosity verbosity) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.planSource = planSource;
    this.verbosity = verbosity;
  }

  @Override
  public synchronized void started(RunDescription description) {
    run = Optional.of(description);
    shown = Optional.of(clock.getAsLong());
    say(
        "Training %s: %s examples, %s parameters, %s on %s, %s"
            .formatted(
                description.plan(),
                Quantities.count(description.examples()),
                Quantities.count(description.parameters()),
                description.workers() == 1 ? "1 worker" : description.workers() + " workers",
                description.master(),
                description.engine()));
    say(MemoryLines.line(description.memory(), description.limits()));
    if (verbosity == Sessions.Verbosity.VERBOSE) {
      MemoryLines.table(description.memory()).forEach(this::say);
    }
    if (description.from().step() > 0) {
      say("Going on after step " + Quantities.count(description.from().step()));
    }
  }

  @Override
  public synchronized void metric(Metric metric) {
    if (run.isEmpty()) {
      return;
    }
    if (metric instanceof Metric.Step step) {
      step(step);
    } else if (metric instanceof Metric.Evaluation found) {
      evaluation = Optional.of(found);
      epochEnd = Optional.empty();
      show(found.progress());
    }
  }

  @Override
  public synchronized void note(String text) {
    say("Note: " + text);
  }

  @Override
  public synchronized void advised(ScalingAdvice said) {
    advice = Optional.of(said);
  }

  @Override
  public synchronized void finished(RunResult result) {
    endLine();
    Summary.lines(result, run.map(RunDescription::output), planSource, advice).forEach(this::say);
  }

  /** Leaves the cursor at the start of a line. */
  synchronized void endLine() {
    epochEnd.ifPresent(this::show);
    epochEnd = Optional.empty();
    if (drawn > 0) {
      out.println();
      drawn = 0;
    }
    out.flush();
  }

  private void step(Metric.Step step) {
    epochEnd.ifPresent(this::show);
    epochEnd = Optional.empty();
    long now = clock.getAsLong();
    loss = OptionalDouble.of(step.loss());
    throughput.add(step);
    timeLeft.add(step.progress().step(), now);
    if (now - shown.orElse(now) >= (isRedrawn() ? REDRAW_NANOS : LINE_NANOS)) {
      show(step.progress());
    } else if (step.progress().position() == 0) {
      epochEnd = Optional.of(step.progress());
    }
  }

  private void show(Progress progress) {
    shown = Optional.of(clock.getAsLong());
    StatusLine line =
        new StatusLine(
            run.orElseThrow(),
            progress,
            loss,
            isRedrawn() ? evaluation : evaluation.filter(e -> e.progress().equals(progress)),
            throughput.examplesPerSecond(),
            timeLeft.until(run.orElseThrow().length().steps()));
    if (isRedrawn()) {
      redraw(line);
    } else {
      say(line.text(terminal.columns()));
    }
  }

  private boolean isRedrawn() {
    return terminal.columns().isPresent();
  }

  /** Writes over the line that is there; the last column stays free, or terminals would wrap. */
  private void redraw(StatusLine line) {
    String text = line.text(OptionalInt.of(terminal.columns().orElseThrow() - 1));
    out.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
    out.flush();
    drawn = text.length();
  }

  private void say(String text) {
    if (drawn > 0) {
      out.print("\r" + " ".repeat(drawn) + "\r");
      drawn = 0;
    }
    out.println(text);
    out.flush();
  }
}
