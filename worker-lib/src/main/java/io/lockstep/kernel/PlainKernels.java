package io.lockstep.kernel;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;

/**
 * Loops over heap arrays, which the JIT compiler vectorizes by itself (over buffers it does not);
 * {@link FlatVector}s pass through arrays that stay in the first-level cache.
 */
final class PlainKernels implements Kernels {
  private static final int BLOCK = 1024;

  /** What a term, or a part of the vector that is scaled, passes through. */
  private final ThreadLocal<float[]> scratch = ThreadLocal.withInitial(() -> new float[BLOCK]);

  /** What {@link #adamUpdate} copies a part of each vector to. */
  private static final class AdamBlocks {
    private final float[] u = new float[BLOCK];
    private final float[] m = new float[BLOCK];
    private final float[] v = new float[BLOCK];
    private final float[] p = new float[BLOCK];
  }

  private final ThreadLocal<AdamBlocks> adamBlocks = ThreadLocal.withInitial(AdamBlocks::new);

  @Override
  public String description() {
    return "plain loops";
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
    terms[0].floats().get(from + shifts[0], into, 0, length);
    float[] term = scratch.get();
    for (int rank = 1; rank < count; rank++) {
      FloatBuffer floats = terms[rank].floats();
      for (int done = 0; done < length; done += BLOCK) {
        int here = Math.min(BLOCK, length - done);
        floats.get(from + shifts[rank] + done, term, 0, here);
        add(into, done, term, here);
      }
    }
    if (factor != 1) {
      multiply(into, length, factor);
    }
  }

  private static void add(float[] sum, int offset, float[] term, int length) {
    for (int i = 0; i < length; i++) {
      sum[offset + i] += term[i];
    }
  }

  private static void multiply(float[] x, int length, float factor) {
    for (int i = 0; i < length; i++) {
      x[i] *= factor;
    }
  }

  /** Eight sums side by side: one alone would wait for each addition to end. */
  @Override
  public void addSquares(float[] x, int length, double[] lanes) {
    double s0 = lanes[0];
    double s1 = lanes[1];
    double s2 = lanes[2];
    double s3 = lanes[3];
    double s4 = lanes[4];
    double s5 = lanes[5];
    double s6 = lanes[6];
    double s7 = lanes[7];
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      s0 += square(x[i]);
      s1 += square(x[i + 1]);
      s2 += square(x[i + 2]);
      s3 += square(x[i + 3]);
      s4 += square(x[i + 4]);
      s5 += square(x[i + 5]);
      s6 += square(x[i + 6]);
      s7 += square(x[i + 7]);
    }
    lanes[0] = s0;
    lanes[1] = s1;
    lanes[2] = s2;
    lanes[3] = s3;
    lanes[4] = s4;
    lanes[5] = s5;
    lanes[6] = s6;
    lanes[7] = s7;
    for (int i = whole; i < length; i++) {
      lanes[i - whole] += square(x[i]);
    }
  }

  private static double square(double x) {
    return x * x;
  }

  @Override
  public void adam(AdamStep step, float[] u, float[] m, float[] v, int length) {
    step.apply(u, m, v, 0, length);
  }

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
    AdamBlocks blocks = adamBlocks.get();
    for (int done = 0; done < length; done += BLOCK) {
      int here = Math.min(BLOCK, length - done);
      int start = from + done;
      System.arraycopy(gradient, at + done, blocks.u, 0, here);
      m.floats().get(start, blocks.m, 0, here);
      v.floats().get(start, blocks.v, 0, here);
      p.floats().get(start, blocks.p, 0, here);
      step.apply(blocks.u, blocks.m, blocks.v, 0, here);
      subtract(blocks.p, rate, blocks.u, here);
      m.floats().put(start, blocks.m, 0, here);
      v.floats().put(start, blocks.v, 0, here);
      p.floats().put(start, blocks.p, 0, here);
    }
  }

  private static void subtract(float[] p, float rate, float[] u, int length) {
    for (int i = 0; i < length; i++) {
      p[i] -= rate * u[i];
    }
  }

  @Override
  public void scale(FlatVector vector, Slice slice, float factor) {
    float[] block = scratch.get();
    for (int from = slice.from(); from < slice.to(); from += BLOCK) {
      int length = Math.min(BLOCK, slice.to() - from);
      vector.floats().get(from, block, 0, length);
      multiply(block, length, factor);
      vector.floats().put(from, block, 0, length);
    }
  }

  @Override
  public void multiply(float[] a, float[] b, int m, int k, int n, float[] c) {
    MatrixProduct.of(a, b, m, k, n, c);
  }
}
