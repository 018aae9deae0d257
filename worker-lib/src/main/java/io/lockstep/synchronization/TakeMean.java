package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.VectorSum;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.Map;

/** The mean itself. */
final class TakeMean implements OuterOptimizer {
  private final Collective collective;
  private final float[] chunk = new float[CHUNK];

  TakeMean(Collective collective) {
    this.collective = collective;
  }

  @Override
  public void begin(FlatVector parameters) {
    // The mean does not depend on them.
  }

  @Override
  public void agree(VectorSum sum, float factor, FlatVector vector) {
    Slice slice = collective.slice(vector.length());
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int length = Math.min(CHUNK, slice.to() - from);
      sum.load(from, length, factor, chunk);
      vector.floats().put(from, chunk, 0, length);
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of();
  }
}
