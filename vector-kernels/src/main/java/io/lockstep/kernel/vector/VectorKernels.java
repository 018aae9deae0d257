package io.lockstep.kernel.vector;

import io.lockstep.kernel.AdamStep;
import io.lockstep.kernel.Kernels;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels in the Vector API: sums of the ranks' vectors and updates in place, read and written
 * where they are, so that memory is read ahead while the arithmetic goes on; the rest over heap
 * blocks. Scaling stays with the plain ones (docs/benchmarks.md has the figures).
 */
public final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Double> FOUR = DoubleVector.SPECIES_256;

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final Kernels plain = Kernels.plain();
  private final ThreadLocal<VectorProduct> products = ThreadLocal.withInitial(VectorProduct::new);

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
    int whole = count == 1 ? 0 : FLOATS.loopBound(length);
    if (whole > 0) {
      begin(terms, shifts, from, whole, count == 2 ? factor : 1, into);
      for (int term = 2; term < count; term++) {
        int at = from + shifts[term];
        add(terms[term], at, whole, term == count - 1 ? factor : 1, into);
      }
    }
    if (whole < length) {
      rest(terms, shifts, count, from, whole, length, factor, into);
    }
  }

  /** The first two terms. Multiplying by 1 changes no bit. */
  private static void begin(
      FlatVector[] terms, int[] shifts, int from, int whole, float factor, float[] into) {
    ByteBuffer first = terms[0].bytes();
    ByteBuffer second = terms[1].bytes();
    int atFirst = (from + shifts[0]) * Float.BYTES;
    int atSecond = (from + shifts[1]) * Float.BYTES;
    for (int i = 0; i < whole; i += FLOATS.length()) {
      int offset = i * Float.BYTES;
      FloatVector.fromByteBuffer(FLOATS, first, atFirst + offset, ORDER)
          .add(FloatVector.fromByteBuffer(FLOATS, second, atSecond + offset, ORDER))
          .mul(factor)
          .intoArray(into, i);
    }
  }

  private static void add(FlatVector term, int from, int whole, float factor, float[] into) {
    ByteBuffer bytes = term.bytes();
    for (int i = 0; i < whole; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, into, i)
          .add(FloatVector.fromByteBuffer(FLOATS, bytes, (from + i) * Float.BYTES, ORDER))
          .mul(factor)
          .intoArray(into, i);
    }
  }

  /** What no whole vector holds; all of a single term, which is a mere copy. */
  private void rest(
      FlatVector[] terms,
      int[] shifts,
      int count,
      int from,
      int whole,
      int length,
      float factor,
      float[] into) {
    if (whole == 0) {
      plain.sum(terms, shifts, count, from, length, factor, into);
      return;
    }
    for (int i = whole; i < length; i++) {
      float sum = terms[0].get(from + shifts[0] + i);
      for (int term = 1; term < count; term++) {
        sum += terms[term].get(from + shifts[term] + i);
      }
      into[i] = sum * factor;
    }
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

  /** In place: memory is read ahead while the arithmetic goes on, and nothing is copied. */
  @Override
  public void adamUpdate(
      AdamStep step,
      float rate,
      float[] gradient,
      int at,
      FlatVector m,
      FlatVector v,
      FlatVector p,
      int from,
      int length) {
    float a1 = step.oneMinusBeta1();
    float b2 = step.beta2();
    float a2 = step.oneMinusBeta2();
    float c1 = step.firstCorrection();
    float c2 = step.secondCorrection();
    float e = step.epsilon();
    ByteBuffer mb = m.bytes();
    ByteBuffer vb = v.bytes();
    ByteBuffer pb = p.bytes();
    int whole = FLOATS.loopBound(length);
    for (int i = 0; i < whole; i += FLOATS.length()) {
      int place = (from + i) * Float.BYTES;
      FloatVector g = FloatVector.fromArray(FLOATS, gradient, at + i);
      FloatVector before = FloatVector.fromByteBuffer(FLOATS, mb, place, ORDER);
      FloatVector first = before.add(g.sub(before).mul(a1));
      FloatVector second =
          FloatVector.fromByteBuffer(FLOATS, vb, place, ORDER).mul(b2).add(g.mul(a2).mul(g));
      FloatVector update = first.mul(c1).div(second.sqrt().mul(c2).add(e));
      first.intoByteBuffer(mb, place, ORDER);
      second.intoByteBuffer(vb, place, ORDER);
      FloatVector.fromByteBuffer(FLOATS, pb, place, ORDER)
          .sub(update.mul(rate))
          .intoByteBuffer(pb, place, ORDER);
    }
    plain.adamUpdate(step, rate, gradient, at + whole, m, v, p, from + whole, length - whole);
  }

  @Override
  public void multiply(float[] a, float[] b, int m, int k, int n, float[] c) {
    products.get().multiply(a, b, m, k, n, c);
  }
}
