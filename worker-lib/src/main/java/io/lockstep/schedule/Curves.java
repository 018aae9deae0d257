package io.lockstep.schedule;

import io.lockstep.progress.Span;

/** The formulas of schedules that rise and fall; as {@link Factors}. */
final class Curves {
  private Curves() {}

  static double at(ScheduleSpec spec, long step, long steps, long stepsPerEpoch) {
    if (spec instanceof ScheduleSpec.MultiStep m) {
      long passed = m.at().stream().filter(at -> at.toSteps(stepsPerEpoch) <= step).count();
      return StrictMath.pow(m.factor(), passed);
    } else if (spec instanceof ScheduleSpec.Polynomial p) {
      double left = 1 - Math.min(1, (double) step / Math.max(1, steps));
      return p.finalFactor() + (1 - p.finalFactor()) * StrictMath.pow(left, p.power());
    } else if (spec instanceof ScheduleSpec.CosineRestarts c) {
      return restarts(c, step, c.first().toSteps(stepsPerEpoch));
    } else if (spec instanceof ScheduleSpec.Trapezoidal t) {
      long fall = length(t.fall(), stepsPerEpoch);
      double left = Math.max(0, Math.min(1, (double) (steps - step) / fall));
      return t.finalFactor() + (1 - t.finalFactor()) * left;
    } else if (spec instanceof ScheduleSpec.Cyclic c) {
      double halves = (double) step / length(c.half(), stepsPerEpoch);
      double place = halves - 2 * Math.floor(halves / 2);
      return c.least() + (1 - c.least()) * (place <= 1 ? place : 2 - place);
    } else if (spec instanceof ScheduleSpec.OneCycle o) {
      return oneCycle(o, step, steps);
    }
    throw new IllegalArgumentException("Invalid schedule (one that has a formula): " + spec);
  }

  private static long length(Span span, long stepsPerEpoch) {
    return Math.max(1, span.toSteps(stepsPerEpoch));
  }

  private static double restarts(ScheduleSpec.CosineRestarts c, long step, long first) {
    long length = Math.max(1, first);
    long into = step;
    if (c.growth() == 1) {
      into = step % length;
    } else {
      while (into >= length) {
        into -= length;
        length *= c.growth();
      }
    }
    return cosine(1, c.finalFactor(), (double) into / length);
  }

  /** The peak is at the last step of the rise, the end at the last step of all. */
  private static double oneCycle(ScheduleSpec.OneCycle o, long step, long steps) {
    double peak = o.rise() * steps - 1;
    double end = steps - 1.0;
    if (step <= peak) {
      return cosine(o.startFactor(), 1, peak > 0 ? step / peak : 1);
    }
    double part = end > peak ? (step - peak) / (end - peak) : 1;
    return cosine(1, o.finalFactor(), Math.min(1, part));
  }

  private static double cosine(double from, double to, double part) {
    return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * part));
  }
}
