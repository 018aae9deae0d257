package io.lockstep.schedule;

import java.util.List;

/**
 * The formulas of {@link ScheduleSpec}, by StrictMath, so that ranks on different processors get
 * the same bits. One more schedule is one more record there and one more line here.
 */
final class Factors {
  private Factors() {}

  /**
   * The factor of a step.
   *
   * @param step t, from 0
   * @param steps T, of the run or of the rest of it that the schedule covers
   */
  static double at(ScheduleSpec spec, long step, long steps, long stepsPerEpoch) {
    if (spec instanceof ScheduleSpec.Constant) {
      return 1;
    } else if (spec instanceof ScheduleSpec.Step s) {
      return StrictMath.pow(s.factor(), Math.floorDiv(step, s.every().toSteps(stepsPerEpoch)));
    } else if (spec instanceof ScheduleSpec.Exponential e) {
      return StrictMath.pow(e.factor(), (double) step / e.every().toSteps(stepsPerEpoch));
    } else if (spec instanceof ScheduleSpec.Cosine c) {
      double part = Math.min(1, (double) step / Math.max(1, steps));
      return c.finalFactor() + (1 - c.finalFactor()) * (1 + StrictMath.cos(Math.PI * part)) / 2;
    } else if (spec instanceof ScheduleSpec.WarmUp w) {
      long warm = w.length().toSteps(stepsPerEpoch);
      return step < warm
          ? (step + 1.0) / (warm + 1.0)
          : at(w.then(), step - warm, steps - warm, stepsPerEpoch);
    }
    return spec instanceof ScheduleSpec.Sequence s
        ? sequence(s.parts(), step, steps, stepsPerEpoch)
        : Curves.at(spec, step, steps, stepsPerEpoch);
  }

  private static double sequence(
      List<ScheduleSpec.Sequence.Part> parts, long step, long steps, long stepsPerEpoch) {
    long begin = 0;
    int last = parts.size() - 1;
    for (int i = 0; i < last; i++) {
      long length = parts.get(i).length().orElseThrow().toSteps(stepsPerEpoch);
      if (step < begin + length) {
        return part(parts.get(i), step - begin, length, stepsPerEpoch);
      }
      begin += length;
    }
    return part(parts.get(last), step - begin, steps - begin, stepsPerEpoch);
  }

  private static double part(
      ScheduleSpec.Sequence.Part part, long step, long steps, long stepsPerEpoch) {
    return part.scale() * at(part.schedule(), step, steps, stepsPerEpoch);
  }
}
