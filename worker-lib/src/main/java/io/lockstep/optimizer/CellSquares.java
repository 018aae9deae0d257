package io.lockstep.optimizer;

import io.lockstep.kernel.Kernels;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.Arrays;

/** Sums of squares of cells in float64, in a fixed order. Allocates only when constructed. */
final class CellSquares {
  private final Kernels kernels = Kernels.best();
  private final float[] chunk = new float[Block.LENGTH];
  private final double[] lanes = new double[Kernels.LANES];

  double of(FlatVector vector, Slice cell) {
    Arrays.fill(lanes, 0);
    for (int from = cell.from(); from < cell.to(); from += chunk.length) {
      int length = Math.min(chunk.length, cell.to() - from);
      vector.floats().get(from, chunk, 0, length);
      kernels.addSquares(chunk, length, lanes);
    }
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }
}
