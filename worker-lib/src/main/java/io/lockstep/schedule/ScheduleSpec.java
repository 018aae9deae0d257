package io.lockstep.schedule;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;

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
}
