package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The look of Muon: the updates of all slices are gathered, and each caller orthogonalizes the
 * matrices of which its slice has a part (all who have one come to the same, and use their part).
 * The others' updates stay as they are. A piece [out, ...] is the matrix of out rows.
 */
final class Orthogonalization implements WholePieces, GradientSource {
  /** A matrix on its way. */
  private record Matrix(Slice place, float[] values, NewtonSchulz schulz, float scale) {
    static Matrix of(Piece piece) {
      int rows = piece.shape().get(0);
      int columns = piece.length() / rows;
      float scale = (float) Math.sqrt(Math.max(1, (double) rows / columns));
      float[] values = new float[piece.length()];
      return new Matrix(piece.slice(), values, new NewtonSchulz(rows, columns), scale);
    }

    void orthogonalize(FlatVector updates) {
      updates.floats().get(place.from(), values);
      schulz.orthogonalize(values);
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
    }
  }

  private final ParameterLayout layout;
  private final Predicate<Piece> isMatrix;
  private final FlatVector updates;
  private Slice known = new Slice(0, 0);
  private Matrix[] matrices = {};

  /**
   * @param updates the vector that {@link #look} will be given
   */
  Orthogonalization(ParameterLayout layout, Predicate<Piece> isMatrix, FlatVector updates) {
    this.layout = layout;
    this.isMatrix = isMatrix;
    this.updates = updates;
  }

  /**
   * Weights that are matrices, without the model's last ones, which are the output's. Vectors of
   * ids are no matrix that anything is multiplied by.
   */
  static Predicate<Piece> matrices(ParameterLayout layout) {
    return piece ->
        piece.kind() == Piece.Kind.WEIGHT
            && piece.shape().size() > 1
            && !layout.last().equals(Optional.of(piece.name()));
  }

  /** What a matrix takes on the heap: itself and the two of the iteration, and two of products. */
  static long bytes(Piece piece) {
    long rows = piece.shape().get(0);
    long shorter = Math.min(rows, piece.length() / rows);
    return (3L * piece.length() + 2 * shorter * shorter) * Float.BYTES;
  }

  @Override
  public GradientSource look(
      FlatVector parameters, FlatVector all, Slice slice, SliceExchange exchange) {
    exchange.gather(all);
    if (!slice.equals(known)) {
      matrices = matricesOf(slice);
      known = slice;
    }
    for (Matrix matrix : matrices) {
      matrix.orthogonalize(all);
    }
    return this;
  }

  private Matrix[] matricesOf(Slice slice) {
    List<Matrix> some = new ArrayList<>();
    for (Piece piece : layout.pieces()) {
      if (isMatrix.test(piece) && !piece.slice().intersect(slice).isEmpty()) {
        some.add(Matrix.of(piece));
      }
    }
    return some.toArray(Matrix[]::new);
  }

  @Override
  public int length() {
    return updates.length();
  }

  @Override
  public void load(int from, int length, float[] into) {
    updates.floats().get(from, into, 0, length);
    for (Matrix matrix : matrices) {
      Slice place = matrix.place();
      int start = Math.max(from, place.from());
      int end = Math.min(from + length, place.to());
      if (start < end) {
        System.arraycopy(matrix.values(), start - place.from(), into, start - from, end - start);
      }
    }
  }
}
