package io.lockstep.imports;

import io.lockstep.hdf5.Hdf5Array;
import io.lockstep.network.StartParameters;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The parameters of the layers so far, each with the array that it is filled from. */
final class KerasPieces {
  /** Keras has the gates i, f, c, o; we have a, f, o, i, where a is Keras' c. */
  private static final int[] GATES = {2, 1, 3, 0};

  private final List<Filling> fillings = new ArrayList<>();
  private int offset;

  /**
   * How a piece is filled.
   *
   * @param source the place in the array of each place in the piece
   */
  private record Filling(Settings layer, Piece piece, Hdf5Array array, IntUnaryOperator source) {}

  /**
   * A vector that is the same here.
   *
   * @param name place and role, as in {@code 3.bias}
   */
  void vector(KerasNode node, String name, Kind kind, Hdf5Array array, int length) {
    check(node, name, array, List.of(length));
    add(node, name, kind, List.of(length), array, i -> i);
  }

  /** [in, out] of a dense layer, or [vocabulary, size] of an embedding, as its transpose. */
  void matrix(KerasNode node, String name, Kind kind, Hdf5Array array, int in, int out) {
    check(node, name, array, List.of(in, out));
    add(node, name, kind, List.of(out, in), array, transposed(in, out));
  }

  private static IntUnaryOperator transposed(int rows, int columns) {
    return i -> i % rows * columns + i / rows;
  }

  /** [in, out] of a dense layer whose inputs Keras has as [height, width, channels]. */
  void flattened(KerasNode node, String name, Hdf5Array array, List<Integer> image, int out) {
    int height = image.get(0);
    int width = image.get(1);
    int channels = image.get(2);
    int in = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    check(node, name, array, List.of(in, out));
    IntUnaryOperator source =
        i -> {
          int ours = i % in;
          int position = ours % (height * width);
          int channel = ours / (height * width);
          return (position * channels + channel) * out + i / in;
        };
    add(node, name, Kind.WEIGHT, List.of(out, in), array, source);
  }

  /** [height, width, in, out] of a convolution, as [out, in, height, width]. */
  void kernel(KerasNode node, String name, Hdf5Array array, List<Integer> sizes) {
    check(node, name, array, sizes);
    int positions = sizes.get(0) * sizes.get(1);
    int in = sizes.get(2);
    int out = sizes.get(3);
    IntUnaryOperator source =
        i -> (i % positions * in + i / positions % in) * out + i / (positions * in);
    List<Integer> shape = List.of(out, in, sizes.get(0), sizes.get(1));
    add(node, name, Kind.WEIGHT, shape, array, source);
  }

  /** [in, 4 units] of an LSTM, as [4 units, in] with its gates in our order. */
  void gates(KerasNode node, String name, Hdf5Array array, int in, int units) {
    int rows = Math.multiplyExact(4, units);
    check(node, name, array, List.of(in, rows));
    IntUnaryOperator source = i -> i % in * rows + row(i / in, units);
    add(node, name, Kind.WEIGHT, List.of(rows, in), array, source);
  }

  /** [4 units] of an LSTM, with its gates in our order. */
  void gateBias(KerasNode node, String name, Hdf5Array array, int units) {
    int rows = Math.multiplyExact(4, units);
    check(node, name, array, List.of(rows));
    add(node, name, Kind.BIAS, List.of(rows), array, i -> row(i, units));
  }

  private static int row(int ours, int units) {
    return GATES[ours / units] * units + ours % units;
  }

  private static void check(KerasNode node, String name, Hdf5Array array, List<Integer> shape) {
    if (!array.shape().equals(shape)) {
      throw node.settings()
          .refused(
              "its %s in the file has the shape %s, where the model's layers make it %s"
                  .formatted(name.substring(name.indexOf('.') + 1), array.shape(), shape));
    }
  }

  private void add(
      KerasNode node,
      String name,
      Kind kind,
      List<Integer> shape,
      Hdf5Array array,
      IntUnaryOperator source) {
    try {
      Piece piece = new Piece(name, kind, shape, offset);
      offset = Math.addExact(offset, piece.length());
      Math.multiplyExact(offset, Float.BYTES);
      fillings.add(new Filling(node.settings(), piece, array, source));
    } catch (ArithmeticException e) {
      throw node.settings().refused("it has more parameters than one vector holds (2^29 - 1)");
    }
  }

  /**
   * All of them, filled.
   *
   * @param where the file, for messages
   */
  StartParameters build(String where) {
    FlatVector values = FlatVector.allocate(offset);
    for (Filling filling : fillings) {
      fill(filling, values);
    }
    List<Piece> pieces = fillings.stream().map(Filling::piece).toList();
    return new StartParameters(where, new ParameterLayout(pieces), values);
  }

  private static void fill(Filling filling, FlatVector values) {
    Piece piece = filling.piece();
    int length = piece.length();
    for (int i = 0; i < length; i++) {
      float value = filling.array().get(filling.source().applyAsInt(i));
      if (!Float.isFinite(value)) {
        throw filling.layer().refused("its " + piece.name() + " has the value " + value);
      }
      values.set(piece.offset() + i, value);
    }
  }
}
