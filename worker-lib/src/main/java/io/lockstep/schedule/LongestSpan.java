package io.lockstep.schedule;

import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for what of a schedule a run is too short for: it would never happen, or never end. */
public final class LongestSpan {
  private final RunLength run;
  private final List<Span> spans = new ArrayList<>();
  private final List<String> beyond = new ArrayList<>();

  private LongestSpan(RunLength run) {
    this.run = run;
  }

  /**
   * The first part of a schedule that does not fit, in words; empty if all fit.
   *
   * @param run of which the steps of an epoch need only be right where epochs and steps are mixed
   */
  public static Optional<String> beyond(ScheduleSpec schedule, RunLength run) {
    return look(schedule, run).beyond.stream().findFirst();
  }

  /** The same of the warm-up of linear scaling. */
  public static Optional<String> beyond(LinearScaling scaling, RunLength run) {
    LongestSpan search = new LongestSpan(run);
    scaling.warmUp().ifPresent(span -> search.fits("warm-up", span, run.steps()));
    return search.beyond.stream().findFirst();
  }

  /** Whether a schedule counts in what the run counts in, epochs or steps, so that both compare. */
  public static boolean isComparable(ScheduleSpec schedule, Span run) {
    return look(schedule, new RunLength(run, 1)).spans.stream()
        .allMatch(span -> span.unit() == run.unit());
  }

  private static LongestSpan look(ScheduleSpec schedule, RunLength run) {
    LongestSpan search = new LongestSpan(run);
    search.look(schedule, run.steps());
    return search;
  }

  private void look(ScheduleSpec schedule, long left) {
    if (schedule instanceof ScheduleSpec.WarmUp warmUp) {
      fits("warm-up", warmUp.length(), left);
      look(warmUp.then(), left - steps(warmUp.length()));
    } else if (schedule instanceof ScheduleSpec.Sequence sequence) {
      sequence(sequence, left);
    } else if (schedule instanceof ScheduleSpec.Step step) {
      fits("every", step.every(), left);
    } else if (schedule instanceof ScheduleSpec.MultiStep stairs) {
      stairs.at().forEach(at -> fits("at", at, left));
    } else if (schedule instanceof ScheduleSpec.CosineRestarts restarts) {
      fits("first", restarts.first(), left);
    } else if (schedule instanceof ScheduleSpec.Trapezoidal trapezoid) {
      fits("fall", trapezoid.fall(), left);
    } else if (schedule instanceof ScheduleSpec.Cyclic cyclic) {
      fits("half", cyclic.half(), left);
    }
  }

  private void sequence(ScheduleSpec.Sequence sequence, long all) {
    long left = all;
    for (ScheduleSpec.Sequence.Part part : sequence.parts()) {
      long rest = left;
      part.length().ifPresent(span -> fits("for", span, rest));
      long length = part.length().map(this::steps).orElse(rest);
      look(part.schedule(), length);
      left -= length;
    }
  }

  private void fits(String key, Span span, long left) {
    spans.add(span);
    if (steps(span) > left) {
      String reason =
          span.unit() == run.length().unit()
              ? "the run is %s long".formatted(run.length())
              : "that is %d steps, and the run has %d".formatted(steps(span), run.steps());
      beyond.add(
          "%s %s goes beyond the run, or the part of it that is left: %s"
              .formatted(key, span, reason));
    }
  }

  private long steps(Span span) {
    return span.toSteps(run.stepsPerEpoch());
  }
}
