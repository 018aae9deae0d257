package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/**
 * The one summation of all collectives: element by element, float32, ((v0 + v1) + v2) + ..., so
 * that every implementation gives the same bits on every rank.
 *
 * <p>Works on blocks that stay in the first-level cache: loops over heap arrays use the processor's
 * vector instructions, loops over direct buffers hardly do. Used by one thread.
 */
public final class RankOrderSum {
  private final float[] sum = new float[Slice.BLOCK];
  private final float[] term = new float[Slice.BLOCK];

  /**
   * {@code total[i] = vectors[0][i + shifts[0]] + vectors[1][i + shifts[1]] + ...} for the i of
   * {@code part}. The total may be one of the vectors, if that one's shift is 0.
   *
   * @param vectors one of each rank, at least one
   * @param shifts where an element is in a rank's vector, relative to where it is in the total
   */
  public void sum(FlatVector[] vectors, int[] shifts, Slice part, FlatVector total) {
    for (int from = part.from(); from < part.to(); from += Slice.BLOCK) {
      int length = Math.min(Slice.BLOCK, part.to() - from);
      vectors[0].floats().get(from + shifts[0], sum, 0, length);
      for (int rank = 1; rank < vectors.length; rank++) {
        vectors[rank].floats().get(from + shifts[rank], term, 0, length);
        add(sum, term, length);
      }
      total.floats().put(from, sum, 0, length);
    }
  }

  private static void add(float[] sum, float[] term, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += term[i];
    }
  }
}
