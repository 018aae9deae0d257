package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/** {@code p + factor * shift}, for rules whose state says how far they are from what counts. */
record ShiftedWeights(FlatVector shift, float factor) implements AveragedWeights {
  @Override
  public void replace(FlatVector parameters, Slice slice) {
    for (int i = slice.from(); i < slice.to(); i++) {
      parameters.set(i, parameters.get(i) + factor * shift.get(i));
    }
  }
}
