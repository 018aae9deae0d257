package io.lockstep.optimizer;

import io.lockstep.kernel.Kernels;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Max-norm regularization around a rule (Srebro and Shraibman 2005, COLT; Hinton et al. 2012, arXiv
 * 1207.0580): after each update the weights that come into one unit are brought back to the ball
 * that they have left,
 *
 * <pre>
 * w = w * bound / |w|   where |w| > bound
 * </pre>
 *
 * <p>A unit is a row of a weight tensor [out, ...]: of a dense layer, the output's too; a filter
 * with all its channels; the input weights of an LSTM's gate, and its recurrent ones, by themselves
 * (as Keras' two constraints have it). Vectors of ids, biases and normalizations stay as they are.
 *
 * <p>A row within one block of {@link Slice#BLOCK} elements is in one slice, whatever their number.
 * Of the others, as many as there are borders of blocks at most, ranks share the float64 sums of
 * {@link PieceCells}. So neither bits nor norms depend on the number of slices. Norms hold up to
 * the rounding of float32; one that is no finite number stays visible.
 */
final class MaxNorm implements Optimizer {
  private final double bound;
  private final Optimizer rule;

  /** One cell a row. */
  private final PieceCells whole;

  private final PieceCells cut;
  private final double[] sums;
  private final double[] squares;
  private final CellSquares cellSquares = new CellSquares();
  private final Kernels kernels = Kernels.best();

  MaxNorm(double bound, ParameterLayout layout, Optimizer rule) {
    this.bound = bound;
    this.rule = rule;
    List<Slice> within = new ArrayList<>();
    List<Slice> across = new ArrayList<>();
    for (Slice row : rows(layout)) {
      boolean isWithin = row.from() / Slice.BLOCK == (row.to() - 1) / Slice.BLOCK;
      (isWithin ? within : across).add(row);
    }
    this.whole = new PieceCells(within, layout.length());
    this.cut = new PieceCells(across, layout.length());
    this.sums = new double[cut.count() * PieceCells.SUMS];
    this.squares = new double[across.size()];
  }

  /** The weights that come into each unit. */
  private static List<Slice> rows(ParameterLayout layout) {
    List<Slice> rows = new ArrayList<>();
    for (Piece piece : layout.pieces()) {
      if (piece.kind() == Piece.Kind.WEIGHT) {
        int width = piece.length() / piece.shape().get(0);
        for (int from = piece.offset(); from < piece.slice().to(); from += width) {
          rows.add(new Slice(from, from + width));
        }
      }
    }
    return rows;
  }

  @Override
  public void update(
      FlatVector parameters,
      GradientSource gradient,
      Slice slice,
      double norm,
      SliceExchange exchange,
      Progress now) {
    rule.update(parameters, gradient, slice, norm, exchange, now);
    for (int c = whole.from(slice.from()), end = whole.from(slice.to()); c < end; c++) {
      Slice row = whole.cell(c);
      restrict(parameters, row, cellSquares.of(parameters, row));
    }
    if (cut.count() > 0) {
      restrictTogether(parameters, slice, exchange);
    }
  }

  private void restrictTogether(FlatVector parameters, Slice slice, SliceExchange exchange) {
    int first = cut.from(slice.from());
    int end = cut.from(slice.to());
    for (int c = first; c < end; c++) {
      sums[c * PieceCells.SUMS] = cellSquares.of(parameters, cut.cell(c));
    }
    exchange.share(sums, cut);
    Arrays.fill(squares, 0);
    for (int c = 0; c < cut.count(); c++) {
      squares[cut.piece(c)] += sums[c * PieceCells.SUMS];
    }
    for (int c = first; c < end; c++) {
      restrict(parameters, cut.cell(c), squares[cut.piece(c)]);
    }
  }

  /** Scales a part of a row whose sum of squares is given. */
  private void restrict(FlatVector parameters, Slice part, double rowSquares) {
    double norm = Math.sqrt(rowSquares);
    if (norm > bound && norm < Double.POSITIVE_INFINITY) {
      kernels.scale(parameters, part, (float) (bound / norm));
    }
  }

  @Override
  public OptionalDouble clipNorm() {
    return rule.clipNorm();
  }

  @Override
  public double learningRate(Progress now) {
    return rule.learningRate(now);
  }

  @Override
  public Map<String, FlatVector> state() {
    return rule.state();
  }
}
