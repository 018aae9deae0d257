package io.lockstep.optimizer;

import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts into which the borders of pieces and those of blocks of {@link Slice#BLOCK} elements
 * cut a flat vector. Each lies in the slice of one rank, whatever their number, so that sums over a
 * piece that are put together from those of its cells, in their order, do not depend on it. Parts
 * of pieces, such as the rows of a matrix, are cut likewise.
 */
public final class PieceCells {
  /** Sums of a cell: squares of the parameters, squares of the updates. */
  public static final int SUMS = 2;

  private final Slice[] cells;
  private final int[] pieces;
  private final int length;

  PieceCells(ParameterLayout layout) {
    this(layout.pieces().stream().map(Piece::slice).toList(), layout.length());
  }

  /**
   * Of some parts of a vector.
   *
   * @param parts in rising order, perhaps with gaps
   */
  PieceCells(List<Slice> parts, int length) {
    List<Slice> cut = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      Slice piece = parts.get(p);
      for (int from = piece.from(); from < piece.to(); from = cut.get(cut.size() - 1).to()) {
        int border = (from / Slice.BLOCK + 1) * Slice.BLOCK;
        cut.add(new Slice(from, Math.min(border, piece.to())));
        owners.add(p);
      }
    }
    this.cells = cut.toArray(Slice[]::new);
    this.pieces = owners.stream().mapToInt(Integer::intValue).toArray();
    this.length = length;
  }

  public int count() {
    return cells.length;
  }

  /** Elements of the vector. */
  public int length() {
    return length;
  }

  Slice cell(int index) {
    return cells[index];
  }

  /** The number of the piece, or part, that a cell belongs to. */
  int piece(int index) {
    return pieces[index];
  }

  /** The number of the first cell that begins at an element or after it. */
  public int from(int element) {
    int low = 0;
    int high = cells.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cells[middle].from() < element) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
