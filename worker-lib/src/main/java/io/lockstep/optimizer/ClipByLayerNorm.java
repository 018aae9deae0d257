package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import java.util.Arrays;

/**
 * {@code g = g * bound / |g|} for each trained piece whose norm is above the bound. Norms are
 * float64 sums of {@link PieceCells}, put together in their order, so that they do not depend on
 * the number of slices. A norm that is no finite number clips nothing: what made it so stays
 * visible.
 */
final class ClipByLayerNorm implements WholePieces, GradientSource {
  private final double bound;
  private final FlatVector gradient;
  private final PieceCells cells;
  private final int[] ends;
  private final boolean[] trained;
  private final double[] sums;
  private final double[] squares;
  private final float[] factors;
  private final CellSquares cellSquares = new CellSquares();

  /**
   * @param gradient the vector that {@link #look} will be given
   */
  ClipByLayerNorm(double bound, ParameterLayout layout, FlatVector gradient) {
    this.bound = bound;
    this.gradient = gradient;
    this.cells = new PieceCells(layout);
    this.ends = layout.pieces().stream().mapToInt(piece -> piece.slice().to()).toArray();
    this.trained = new boolean[ends.length];
    for (int p = 0; p < ends.length; p++) {
      trained[p] = layout.pieces().get(p).kind().trained();
    }
    this.sums = new double[cells.count() * PieceCells.SUMS];
    this.squares = new double[ends.length];
    this.factors = new float[ends.length];
  }

  @Override
  public GradientSource look(
      FlatVector parameters, FlatVector all, Slice slice, SliceExchange exchange) {
    for (int c = cells.from(slice.from()), end = cells.from(slice.to()); c < end; c++) {
      sums[c * PieceCells.SUMS] = cellSquares.of(all, cells.cell(c));
    }
    exchange.share(sums, cells);
    decide();
    return this;
  }

  private void decide() {
    Arrays.fill(squares, 0);
    for (int c = 0; c < cells.count(); c++) {
      squares[cells.piece(c)] += sums[c * PieceCells.SUMS];
    }
    for (int p = 0; p < factors.length; p++) {
      double norm = Math.sqrt(squares[p]);
      boolean clips = trained[p] && norm > bound && norm < Double.POSITIVE_INFINITY;
      factors[p] = clips ? (float) (bound / norm) : 1;
    }
  }

  @Override
  public int length() {
    return gradient.length();
  }

  @Override
  public void load(int from, int length, float[] into) {
    gradient.floats().get(from, into, 0, length);
    int found = Arrays.binarySearch(ends, from + 1);
    int piece = found >= 0 ? found : -found - 1;
    for (int i = 0; i < length; piece++) {
      int end = Math.min(length, ends[piece] - from);
      float factor = factors[piece];
      if (factor == 1) {
        i = end;
      }
      for (; i < end; i++) {
        into[i] *= factor;
      }
    }
  }
}
