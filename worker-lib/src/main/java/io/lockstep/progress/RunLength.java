package io.lockstep.progress;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

/**
 * When a run ends, and when something recurs within it.
 *
 * @param length of the run
 * @param stepsPerEpoch ceil(n / B)
 */
public record RunLength(Span length, long stepsPerEpoch) {
  public RunLength {
    present(length, "length");
    check(length.amount() > 0, "length", "at least 1ep or 1st", length);
    atLeast(stepsPerEpoch, 1, "steps per epoch");
  }

  /** Steps of the whole run. */
  public long steps() {
    return length.toSteps(stepsPerEpoch);
  }

  /** Whether a run that came this far is complete. */
  public boolean reachedBy(Progress progress) {
    return progress.step() >= steps();
  }

  /** Whether something that recurs after each {@code every} became due between two moments. */
  public static boolean due(Span every, Progress before, Progress now) {
    return turns(every, now) > turns(every, before);
  }

  private static long turns(Span every, Progress progress) {
    return (every.unit() == Span.Unit.STEPS ? progress.step() : progress.epoch()) / every.amount();
  }
}
