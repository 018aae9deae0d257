package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import io.lockstep.kernel.Kernels;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/**
 * The sum of one vector of each rank that has not been taken yet: whoever needs it reads the terms
 * where they are, a block at a time, and does with the block whatever comes next while it is in the
 * cache. Element by element in float32, in the order of the terms.
 */
public final class VectorSum {
  private final Kernels kernels = Kernels.best();
  private final FlatVector[] terms;
  private final int[] shifts;
  private int count;

  /**
   * @param most terms at most
   */
  public VectorSum(int most) {
    terms = new FlatVector[most];
    shifts = new int[most];
  }

  /** Forgets all terms. */
  public void clear() {
    count = 0;
  }

  /**
   * Adds a term.
   *
   * @param shift where an element is in the term, relative to where it is in the sum
   */
  public void add(FlatVector term, int shift) {
    terms[count] = term;
    shifts[count] = shift;
    count++;
  }

  public int terms() {
    return count;
  }

  public FlatVector term(int index) {
    return terms[index];
  }

  /** {@code into[i] = factor * sum[from + i]} for i below the length. */
  public void load(int from, int length, float factor, float[] into) {
    if (count == 0) {
      check(false, "terms", "at least 1", count);
    }
    kernels.sum(terms, shifts, count, from, length, factor, into);
  }

  /**
   * Takes the sum of a part into a vector, which may be one of the terms.
   *
   * @param block memory to work with
   */
  public void store(Slice part, FlatVector total, float[] block) {
    for (int from = part.from(); from < part.to(); from += block.length) {
      int length = Math.min(block.length, part.to() - from);
      load(from, length, 1, block);
      total.floats().put(from, block, 0, length);
    }
  }
}
