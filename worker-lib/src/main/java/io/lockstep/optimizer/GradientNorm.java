package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece.Kind;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;

/**
 * L2 norm of a gradient over all trained pieces: squares are summed in float64 over fixed blocks of
 * {@link Slice#BLOCK} elements, and the blocks in index order, so that a norm put together from
 * ranks' slices equals the whole one bit for bit.
 */
public final class GradientNorm {
  private final int length;
  private final List<Slice> trained;

  public GradientNorm(ParameterLayout layout) {
    this.length = layout.length();
    this.trained =
        layout.parts(Slice.all(length), Set.of(Kind.WEIGHT, Kind.BIAS, Kind.NORMALIZATION));
  }

  /** Elements of the gradient. */
  public int length() {
    return length;
  }

  /** Blocks of the whole gradient. */
  public int blocks() {
    return blocks(Slice.all(length));
  }

  /** Blocks of a slice that begins at a block. */
  public int blocks(Slice slice) {
    return (slice.length() + Slice.BLOCK - 1) / Slice.BLOCK;
  }

  /**
   * Sums the squares of a slice that begins at a block.
   *
   * @param blocks one for each block of the whole gradient; those of the slice are overwritten
   */
  public void sum(FlatVector gradient, Slice slice, double[] blocks) {
    for (int from = slice.from(); from < slice.to(); from += Slice.BLOCK) {
      blocks[from / Slice.BLOCK] =
          block(gradient.floats(), from, Math.min(slice.to(), from + Slice.BLOCK));
    }
  }

  private double block(FloatBuffer gradient, int from, int to) {
    double sum = 0;
    for (int part = 0; part < trained.size(); part++) {
      Slice slice = trained.get(part);
      for (int i = Math.max(from, slice.from()), end = Math.min(to, slice.to()); i < end; i++) {
        double value = gradient.get(i);
        sum += value * value;
      }
    }
    return sum;
  }

  /** The norm of which these are the blocks. */
  public static double ofBlocks(double[] blocks) {
    double sum = 0;
    for (double block : blocks) {
      sum += block;
    }
    return Math.sqrt(sum);
  }
}
