package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.check;

import io.lockstep.kernel.Kernels;
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
  /** Elements that come at once, at most: what an optimizer works on. */
  private static final int CHUNK = Block.LENGTH;

  private final int length;
  private final List<Slice> statistics;
  private final Kernels kernels = Kernels.best();
  private final float[] chunk = new float[CHUNK];
  private final float[] masked = new float[CHUNK];
  private final double[] lanes = new double[Kernels.LANES];

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
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int here = Math.min(CHUNK, slice.to() - from);
      gradient.floats().get(from, chunk, 0, here);
      add(chunk, from, here, blocks);
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

  /**
   * Adds elements that somebody has at hand, in rising order. The sum of a block is there once its
   * last element is.
   *
   * @param values [from, from + length) of the gradient
   * @param from a multiple of {@link Kernels#LANES}
   * @param blocks of the whole vector, as in {@link #sum}
   */
  public void add(float[] values, int from, int length, double[] blocks) {
    if (from % Slice.BLOCK == 0) {
      Arrays.fill(lanes, 0);
    }
    kernels.addSquares(trained(values, from, length), length, lanes);
    int to = from + length;
    if (to % Slice.BLOCK == 0 || to == this.length) {
      blocks[from / Slice.BLOCK] =
          ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
              + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }
  }

  /** Zeros in place of statistics: they add nothing to a sum of squares. */
  private float[] trained(float[] values, int from, int length) {
    float[] result = values;
    for (int i = 0, pieces = statistics.size(); i < pieces; i++) {
      Slice part = statistics.get(i);
      int start = Math.max(part.from() - from, 0);
      int end = Math.min(part.to() - from, length);
      if (start < end) {
        if (result == values) {
          System.arraycopy(values, 0, masked, 0, length);
          result = masked;
        }
        Arrays.fill(masked, start, end, 0);
      }
    }
    return result;
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
