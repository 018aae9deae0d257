package io.lockstep.bench.kernel;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import java.util.List;
import java.util.Random;

/** What the benchmarks of updates compute on: as many elements as the work mlp has. */
final class Vectors {
  /** Of 784-1024-1024-1024-10. */
  static final int PARAMETERS = 2_913_290;

  private Vectors() {}

  static ParameterLayout layout() {
    return new ParameterLayout(
        List.of(new Piece("weight", Piece.Kind.WEIGHT, List.of(PARAMETERS), 0)));
  }

  /** Normally distributed, with a deviation as gradients have it. */
  static FlatVector random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[PARAMETERS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.01 * random.nextGaussian());
    }
    return FlatVector.copyOf(values);
  }
}
