package io.lockstep.imports;

import static io.lockstep.imports.KerasFlow.ANY;

import io.lockstep.hdf5.Hdf5Array;
import io.lockstep.hdf5.Hdf5Exception;
import io.lockstep.imports.KerasFlow.Form;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.StartParameters;
import io.lockstep.parameters.Piece.Kind;
import java.util.List;

/** Which arrays of Keras' layers become which pieces of ours, in our order. */
final class KerasParameters {
  private final KerasWeights weights;
  private final KerasPieces pieces = new KerasPieces();

  KerasParameters(KerasWeights weights) {
    this.weights = weights;
  }

  /** Weight, then bias. */
  void dense(KerasNode node, int place, KerasFlow input, int units, boolean hasBias)
      throws Hdf5Exception {
    List<Hdf5Array> arrays = weights.of(node, kernel(hasBias));
    Hdf5Array kernel = arrays.get(0);
    if (input.form() == Form.FLATTENED) {
      pieces.flattened(node, place + ".weight", kernel, input.sizes(), units);
    } else {
      pieces.matrix(node, place + ".weight", Kind.WEIGHT, kernel, inputs(input, kernel), units);
    }
    if (hasBias) {
      pieces.vector(node, place + ".bias", Kind.BIAS, arrays.get(1), units);
    }
  }

  /** Bias, then weight. */
  void convolution(
      KerasNode node, int place, int channels, Size2d kernel, int filters, boolean hasBias)
      throws Hdf5Exception {
    List<Hdf5Array> arrays = weights.of(node, kernel(hasBias));
    if (hasBias) {
      pieces.vector(node, place + ".bias", Kind.BIAS, arrays.get(1), filters);
    }
    List<Integer> shape = List.of(kernel.height(), kernel.width(), channels, filters);
    pieces.kernel(node, place + ".weight", arrays.get(0), shape);
  }

  void batchNorm(KerasNode node, int place, KerasFlow input) throws Hdf5Exception {
    List<Hdf5Array> arrays =
        weights.of(node, List.of("gamma", "beta", "moving_mean", "moving_variance"));
    int features = inputs(input, arrays.get(0));
    pieces.vector(node, place + ".scale", Kind.NORMALIZATION, arrays.get(0), features);
    pieces.vector(node, place + ".shift", Kind.NORMALIZATION, arrays.get(1), features);
    pieces.vector(node, place + ".mean", Kind.STATISTIC, arrays.get(2), features);
    pieces.vector(node, place + ".variance", Kind.STATISTIC, arrays.get(3), features);
  }

  void layerNorm(KerasNode node, int place, KerasFlow input) throws Hdf5Exception {
    List<Hdf5Array> arrays = weights.of(node, List.of("gamma", "beta"));
    int features = inputs(input, arrays.get(0));
    pieces.vector(node, place + ".scale", Kind.NORMALIZATION, arrays.get(0), features);
    pieces.vector(node, place + ".shift", Kind.NORMALIZATION, arrays.get(1), features);
  }

  void embedding(KerasNode node, int place, int vocabulary, int size) throws Hdf5Exception {
    Hdf5Array vectors = weights.of(node, List.of("embeddings")).get(0);
    pieces.matrix(node, place + ".weight", Kind.EMBEDDING, vectors, vocabulary, size);
  }

  void lstm(KerasNode node, int place, KerasFlow input, int units) throws Hdf5Exception {
    List<Hdf5Array> arrays = weights.of(node, List.of("kernel", "recurrent_kernel", "bias"));
    pieces.gates(node, place + ".weight", arrays.get(0), inputs(input, arrays.get(0)), units);
    pieces.gates(node, place + ".recurrent", arrays.get(1), units, units);
    pieces.gateBias(node, place + ".bias", arrays.get(2), units);
  }

  /** All of them, filled; see {@link KerasPieces#build}. */
  StartParameters build(String where) {
    return pieces.build(where);
  }

  private static List<String> kernel(boolean hasBias) {
    return hasBias ? List.of("kernel", "bias") : List.of("kernel");
  }

  /** As the model has them, or, where it leaves them open, as the weights do. */
  private static int inputs(KerasFlow input, Hdf5Array weights) {
    boolean isOpen = input.last() == ANY && !weights.shape().isEmpty();
    return isOpen ? weights.shape().get(0) : input.last();
  }
}
