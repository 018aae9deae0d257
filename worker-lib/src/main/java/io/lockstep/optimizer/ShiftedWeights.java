package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.function.LongPredicate;

/**
 * {@code p + factor * shift}, for rules whose state says how far they are from what counts.
 *
 * @param needs after which steps statistics have to be measured
 */
record ShiftedWeights(FlatVector shift, float factor, LongPredicate needs)
    implements AveragedWeights {
  /** Averages of all that was on the way, running statistics as well. */
  ShiftedWeights(FlatVector shift, float factor) {
    this(shift, factor, step -> false);
  }

  @Override
  public void replace(FlatVector parameters, Slice slice) {
    for (int i = slice.from(); i < slice.to(); i++) {
      parameters.set(i, parameters.get(i) + factor * shift.get(i));
    }
  }

  @Override
  public void put(int index, float value, float trained) {
    shift.set(index, (value - trained) / factor);
  }

  @Override
  public boolean needStatistics(long step) {
    return needs.test(step);
  }
}
