package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The L2 norm of a gradient over all its trained pieces, put together from sums over blocks of
 * {@link Slice#BLOCK} elements. A block's sum depends on its elements alone, and blocks are summed
 * in the order of their index, so that a norm whose blocks came from many ranks equals the one of a
 * single rank, bit for bit. NaN and infinity pass through. Used by one thread.
 */
public final class GradientNorm {
  private final int length;
  private final List<Slice> statistics;
  private final float[] block = new float[Slice.BLOCK];

  public GradientNorm(ParameterLayout layout) {
    length = layout.length();
    statistics = layout.parts(Slice.all(length), Set.of(Piece.Kind.STATISTIC));
  }

  /** Elements of the gradient. */
  public int length() {
    return length;
  }

  /** Blocks of the whole gradient; the last one may be short. */
  public int blocks() {
    return blocks(Slice.all(length));
  }

  /** Blocks of a slice that begins at a block. */
  public int blocks(Slice slice) {
    return (slice.length() + Slice.BLOCK - 1) / Slice.BLOCK;
  }

  /**
   * Sums the squares of the blocks of a slice, in float64.
   *
   * @param slice begins at a block's border and ends at one or at the vector's end, as those of
   *     {@link Slice#ofRank} do
   * @param blocks of the whole vector, length {@link #blocks}; block i goes to element i, those
   *     outside of the slice stay as they are
   */
  public void sum(FlatVector gradient, Slice slice, double[] blocks) {
    if (gradient.length() != length
        || blocks.length != blocks()
        || !isBorder(slice.from())
        || !isBorder(slice.to())) {
      reject(gradient, slice, blocks);
    }
    for (int from = slice.from(); from < slice.to(); from += Slice.BLOCK) {
      load(gradient, from);
      blocks[from / Slice.BLOCK] = sumOfSquares(block);
    }
  }

  /** The norm from the sums of all blocks, summed by index: their square root. */
  public static double ofBlocks(double[] blocks) {
    double sum = 0;
    for (double square : blocks) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /** Zeros where there is no element or no trained one: they add nothing to a sum of squares. */
  private void load(FlatVector gradient, int from) {
    int n = Math.min(Slice.BLOCK, length - from);
    gradient.floats().get(from, block, 0, n);
    Arrays.fill(block, n, Slice.BLOCK, 0);
    for (int i = 0, pieces = statistics.size(); i < pieces; i++) {
      Slice part = statistics.get(i);
      int start = Math.max(part.from() - from, 0);
      int end = Math.min(part.to() - from, n);
      if (start < end) {
        Arrays.fill(block, start, end, 0);
      }
    }
  }

  /**
   * Sum j of eight takes the elements j, j + 8, j + 16, ...: one sum alone would wait for each
   * addition to end before it began the next.
   */
  private static double sumOfSquares(float[] x) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    for (int i = 0; i < Slice.BLOCK; i += 8) {
      s0 += square(x[i]);
      s1 += square(x[i + 1]);
      s2 += square(x[i + 2]);
      s3 += square(x[i + 3]);
      s4 += square(x[i + 4]);
      s5 += square(x[i + 5]);
      s6 += square(x[i + 6]);
      s7 += square(x[i + 7]);
    }
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  private static double square(double x) {
    return x * x;
  }

  private boolean isBorder(int element) {
    return element == length || element < length && element % Slice.BLOCK == 0;
  }

  private void reject(FlatVector gradient, Slice slice, double[] blocks) {
    check(gradient.length() == length, "gradient", "length " + length, gradient.length());
    check(blocks.length == blocks(), "blocks", "length " + blocks(), blocks.length);
    check(
        false,
        "slice",
        "borders at multiples of " + Slice.BLOCK + " or at the end " + length,
        slice.from() + ".." + slice.to());
  }
}
