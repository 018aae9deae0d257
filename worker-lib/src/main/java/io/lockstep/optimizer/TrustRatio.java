package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import java.util.Arrays;

/**
 * Multiplies each piece's update by a number that follows from the norms of the whole piece and of
 * its whole update: the layer-wise part of LARS and LAMB. Norms are float64 sums of {@link
 * PieceCells}, put together in their order, so that they do not depend on the number of slices.
 */
final class TrustRatio implements WholePieces, GradientTransform {
  /** The number. */
  interface Formula {
    double of(double parameterNorm, double updateNorm);
  }

  private final CellSquares squares = new CellSquares();
  private final Formula formula;
  private final PieceCells cells;
  private final int[] ends;
  private final double[] sums;
  private final double[] parameterSquares;
  private final double[] updateSquares;
  private final float[] ratios;
  private final GradientSource source;

  /**
   * @param updates the vector that {@link #look} will be given
   */
  TrustRatio(Formula formula, ParameterLayout layout, FlatVector updates) {
    this.formula = formula;
    this.cells = new PieceCells(layout);
    this.ends = layout.pieces().stream().mapToInt(piece -> piece.slice().to()).toArray();
    this.sums = new double[cells.count() * PieceCells.SUMS];
    this.parameterSquares = new double[ends.length];
    this.updateSquares = new double[ends.length];
    this.ratios = new float[ends.length];
    this.source = GradientSource.of(updates);
  }

  @Override
  public GradientSource look(
      FlatVector parameters, FlatVector updates, Slice slice, SliceExchange exchange) {
    for (int c = cells.from(slice.from()), end = cells.from(slice.to()); c < end; c++) {
      sums[c * PieceCells.SUMS] = squares.of(parameters, cells.cell(c));
      sums[c * PieceCells.SUMS + 1] = squares.of(updates, cells.cell(c));
    }
    exchange.share(sums, cells);
    decide();
    return source;
  }

  private void decide() {
    Arrays.fill(parameterSquares, 0);
    Arrays.fill(updateSquares, 0);
    for (int c = 0; c < cells.count(); c++) {
      parameterSquares[cells.piece(c)] += sums[c * PieceCells.SUMS];
      updateSquares[cells.piece(c)] += sums[c * PieceCells.SUMS + 1];
    }
    for (int p = 0; p < ratios.length; p++) {
      ratios[p] = (float) formula.of(Math.sqrt(parameterSquares[p]), Math.sqrt(updateSquares[p]));
    }
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    int piece = pieceOf(block.from());
    for (int i = 0; i < block.length(); piece++) {
      int end = Math.min(block.length(), ends[piece] - block.from());
      float ratio = ratios[piece];
      for (; i < end; i++) {
        u[i] *= ratio;
      }
    }
  }

  private int pieceOf(int element) {
    int at = Arrays.binarySearch(ends, element + 1);
    return at >= 0 ? at : -at - 1;
  }
}
