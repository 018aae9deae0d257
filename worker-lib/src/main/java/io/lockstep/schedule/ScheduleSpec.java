package io.lockstep.schedule;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import java.util.List;
import java.util.Optional;

/**
 * A learning rate schedule as a plan names it: a factor on the optimizer's learning rate. {@code t}
 * is the step under way, from 0.
 */
public sealed interface ScheduleSpec {
  /**
   * The schedule over a run.
   *
   * @param length of the whole run, wherever it is stopped
   */
  default Schedule over(RunLength length) {
    return now -> Factors.at(this, now.step(), length.steps(), length.stepsPerEpoch());
  }

  /** 1. */
  record Constant() implements ScheduleSpec {}

  /** {@code factor ^ floor(t / every)}. */
  record Step(Span every, double factor) implements ScheduleSpec {
    public Step {
      present(every, "every");
      check(every.amount() > 0, "every", "at least 1", every);
      check(factor > 0 && factor <= 1, "factor", "above 0 and at most 1", factor);
    }
  }

  /** {@code factor ^ (t / every)}. */
  record Exponential(Span every, double factor) implements ScheduleSpec {
    public Exponential {
      present(every, "every");
      check(every.amount() > 0, "every", "at least 1", every);
      check(factor > 0 && factor <= 1, "factor", "above 0 and at most 1", factor);
    }
  }

  /** {@code factor ^ k} where k of the places lie at or before t: a stair at each. */
  record MultiStep(List<Span> at, double factor) implements ScheduleSpec {
    public MultiStep {
      at = List.copyOf(at);
      check(!at.isEmpty(), "at", "at least one length", at);
      check(factor > 0 && factor <= 1, "factor", "above 0 and at most 1", factor);
    }
  }

  /** {@code final + (1 - final) * (1 - t / T)^power}; power 1 is linear. */
  record Polynomial(double power, double finalFactor) implements ScheduleSpec {
    public Polynomial {
      check(power > 0 && power <= 100, "power", "above 0, at most 100", power);
      partOf(finalFactor, "final-factor");
    }
  }

  /**
   * Cosines one after another, each {@code growth} times as long as the one before (Loshchilov and
   * Hutter 2017, arXiv 1608.03983, SGDR).
   */
  record CosineRestarts(Span first, int growth, double finalFactor) implements ScheduleSpec {
    public CosineRestarts {
      positive(first, "first");
      check(growth >= 1, "growth", "at least 1", growth);
      partOf(finalFactor, "final-factor");
    }
  }

  /**
   * 1, and over the last {@code fall} steps straight down (Haegele et al. 2024, arXiv 2405.18392;
   * with a warm-up a trapezoid).
   */
  record Trapezoidal(Span fall, double finalFactor) implements ScheduleSpec {
    public Trapezoidal {
      positive(fall, "fall");
      partOf(finalFactor, "final-factor");
    }
  }

  /**
   * Up from {@code least} to 1 over {@code half}, down again, and so on (Smith 2017, 1506.01186).
   */
  record Cyclic(Span half, double least) implements ScheduleSpec {
    public Cyclic {
      positive(half, "half");
      partOf(least, "least");
    }
  }

  /**
   * By a cosine from {@code startFactor} to 1 over the part {@code rise} of the run, by another one
   * down to {@code finalFactor} (Smith and Topin 2018, arXiv 1708.07120, with PyTorch's shape).
   */
  record OneCycle(double rise, double startFactor, double finalFactor) implements ScheduleSpec {
    public OneCycle {
      check(rise > 0 && rise < 1, "rise", "above 0 and below 1", rise);
      partOf(startFactor, "start-factor");
      partOf(finalFactor, "final-factor");
    }
  }

  private static void positive(Span span, String field) {
    present(span, field);
    check(span.amount() > 0, field, "at least 1", span);
  }

  private static void partOf(double value, String field) {
    check(value >= 0 && value <= 1, field, "between 0 and 1", value);
  }

  /**
   * {@code final + (1 - final) * (1 + cos(pi * t / T)) / 2} over the T steps of the run (after a
   * warm-up, of its rest); Loshchilov and Hutter 2017, arXiv 1608.03983, eq. 5.
   */
  record Cosine(double finalFactor) implements ScheduleSpec {
    public Cosine {
      check(finalFactor >= 0 && finalFactor <= 1, "final-factor", "between 0 and 1", finalFactor);
    }
  }

  /**
   * {@code (t + 1) / (steps + 1)} over the first steps, then {@code then} as if it began there
   * (Goyal et al. 2017, arXiv 1706.02677, section 2.2).
   */
  record WarmUp(Span length, ScheduleSpec then) implements ScheduleSpec {
    public WarmUp {
      present(length, "length");
      present(then, "then");
      check(!(then instanceof WarmUp), "then", "no second warm-up", then);
    }
  }

  /**
   * Schedules one after another, each as if it began where the one before ends, and as if the run
   * were as long as its part (PyTorch's SequentialLR).
   */
  record Sequence(List<Part> parts) implements ScheduleSpec {
    /**
     * One of them.
     *
     * @param length of the part; empty for the last one: the rest of the run
     * @param scale that the schedule is multiplied by
     */
    public record Part(Optional<Span> length, double scale, ScheduleSpec schedule) {
      public Part {
        length.ifPresent(span -> positive(span, "for"));
        check(scale > 0 && scale <= 1, "scale", "above 0 and at most 1", scale);
        present(schedule, "schedule");
        check(!(schedule instanceof Sequence), "schedule", "no sequence within one", schedule);
      }
    }

    public Sequence {
      parts = List.copyOf(parts);
      check(!parts.isEmpty(), "parts", "at least one schedule", parts);
      int last = parts.size() - 1;
      for (int i = 0; i <= last; i++) {
        check(
            parts.get(i).length().isPresent() == i < last,
            "parts",
            "each with 'for' but the last, which takes the rest of the run",
            parts);
      }
    }
  }
}
