package io.lockstep.kernel.vector;

import io.lockstep.kernel.AdamStep;
import io.lockstep.kernel.Kernels;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels in the Vector API, over heap blocks. Sums and scaling stay with the plain ones: the JIT
 * compiler vectorizes these by itself, and {@code FloatVector.fromByteBuffer} of JDK 17 takes
 * longer for its checks than a bulk copy to the heap (docs/benchmarks.md).
 */
public final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Double> FOUR = DoubleVector.SPECIES_256;

  private final Kernels plain = Kernels.plain();

  @Override
  public String description() {
    return "Vector API, " + FLOATS.vectorBitSize() + " bits";
  }

  @Override
  public void sum(
      FlatVector[] terms,
      int[] shifts,
      int count,
      int from,
      int length,
      float factor,
      float[] into) {
    plain.sum(terms, shifts, count, from, length, factor, into);
  }

  @Override
  public void scale(FlatVector vector, Slice slice, float factor) {
    plain.scale(vector, slice, factor);
  }

  @Override
  public void addSquares(float[] x, int length, double[] lanes) {
    DoubleVector low = DoubleVector.fromArray(FOUR, lanes, 0);
    DoubleVector high = DoubleVector.fromArray(FOUR, lanes, 4);
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector eight = FloatVector.fromArray(EIGHT, x, i);
      DoubleVector a = (DoubleVector) eight.convertShape(VectorOperators.F2D, FOUR, 0);
      DoubleVector b = (DoubleVector) eight.convertShape(VectorOperators.F2D, FOUR, 1);
      low = low.add(a.mul(a));
      high = high.add(b.mul(b));
    }
    low.intoArray(lanes, 0);
    high.intoArray(lanes, 4);
    for (int i = whole; i < length; i++) {
      lanes[i - whole] += (double) x[i] * x[i];
    }
  }

  @Override
  public void adam(AdamStep step, float[] u, float[] m, float[] v, int length) {
    float c1 = step.firstCorrection();
    float c2 = step.secondCorrection();
    int whole = FLOATS.loopBound(length);
    for (int i = 0; i < whole; i += FLOATS.length()) {
      FloatVector g = FloatVector.fromArray(FLOATS, u, i);
      FloatVector before = FloatVector.fromArray(FLOATS, m, i);
      FloatVector first = before.add(g.sub(before).mul(step.oneMinusBeta1()));
      FloatVector second =
          FloatVector.fromArray(FLOATS, v, i)
              .mul(step.beta2())
              .add(g.mul(step.oneMinusBeta2()).mul(g));
      first.intoArray(m, i);
      second.intoArray(v, i);
      first.mul(c1).div(second.sqrt().mul(c2).add(step.epsilon())).intoArray(u, i);
    }
    step.apply(u, m, v, whole, length);
  }
}
