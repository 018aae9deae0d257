package io.lockstep.network;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays out the flat parameter vector in the order of DL4J's, so that a DL4J coefficients vector is
 * ours: dense weight then bias, convolution bias then weight, normalization scale, shift, mean,
 * variance; LSTM weight, recurrent weight, bias. Dense weights are [out, in] row-major, which is
 * the memory of DL4J's [in, out] column-major; an embedding's likewise [size, vocabulary].
 */
final class LayoutBuilder {
  static final String WEIGHT = "weight";
  static final String RECURRENT = "recurrent";
  static final String BIAS = "bias";
  static final String SCALE = "scale";
  static final String SHIFT = "shift";
  static final String MEAN = "mean";
  static final String VARIANCE = "variance";

  private final List<Piece> pieces = new ArrayList<>();
  private int offset;

  /**
   * Lays out all layers.
   *
   * @throws LockstepException (usage) if there are more elements than a vector holds
   */
  LayoutBuilder add(List<NetworkSpec.Layer> layers) {
    for (int place = 0; place < layers.size(); place++) {
      int before = offset;
      try {
        add(place, layers.get(place));
        Math.multiplyExact(offset, Float.BYTES);
      } catch (ArithmeticException overflow) {
        throw tooMany(layers.get(place), before, overflow);
      }
    }
    return this;
  }

  private static LockstepException tooMany(
      NetworkSpec.Layer layer, int before, ArithmeticException overflow) {
    return new LockstepException(
        ExitCode.USAGE,
        "Cannot build the model: with layer %s, on an input of %s, it has more parameters than one vector holds (%,d; the layers before it have %,d); make it smaller, or what it reads"
            .formatted(layer.name(), layer.input(), Integer.MAX_VALUE / Float.BYTES, before),
        overflow);
  }

  ParameterLayout build() {
    return new ParameterLayout(pieces);
  }

  private void add(int place, NetworkSpec.Layer layer) {
    if (layer.spec() instanceof Conv2d conv) {
      LayerSpec.Size2d kernel = conv.window().kernel();
      addBias(place, layer);
      add(
          place,
          WEIGHT,
          Kind.WEIGHT,
          conv.filters(),
          layer.input().channels(),
          kernel.height(),
          kernel.width());
    } else if (layer.spec() instanceof LayerSpec.Lstm lstm) {
      int gates = Math.multiplyExact(4, lstm.units());
      add(place, WEIGHT, Kind.WEIGHT, gates, layer.input().features());
      add(place, RECURRENT, Kind.WEIGHT, gates, lstm.units());
      add(place, BIAS, Kind.BIAS, gates);
    } else if (layer.spec() instanceof LayerSpec.Embedding embedding) {
      add(place, WEIGHT, Kind.EMBEDDING, embedding.size(), layer.input().vocabulary());
    } else if (layer.spec() instanceof BatchNorm) {
      int features = layer.input().features();
      add(place, SCALE, Kind.NORMALIZATION, features);
      add(place, SHIFT, Kind.NORMALIZATION, features);
      add(place, MEAN, Kind.STATISTIC, features);
      add(place, VARIANCE, Kind.STATISTIC, features);
    } else if (layer.spec() instanceof LayerSpec.ExampleNorm) {
      add(place, SCALE, Kind.NORMALIZATION, layer.input().features());
      add(place, SHIFT, Kind.NORMALIZATION, layer.input().features());
    } else if (layer.isDense()) {
      boolean each = layer.input().isSequence();
      int in = each ? layer.input().features() : layer.input().elements();
      add(place, WEIGHT, Kind.WEIGHT, rows(layer), in);
      addBias(place, layer);
    }
  }

  private void addBias(int place, NetworkSpec.Layer layer) {
    if (layer.hasBias()) {
      add(place, BIAS, Kind.BIAS, rows(layer));
    }
  }

  /** Outputs of its map: a code has means, then log-variances. */
  private static int rows(NetworkSpec.Layer layer) {
    int features = layer.output().features();
    return layer.spec() instanceof LayerSpec.Latent ? Math.multiplyExact(2, features) : features;
  }

  private void add(int place, String role, Kind kind, Integer... shape) {
    Piece piece = new Piece(place + "." + role, kind, List.of(shape), offset);
    pieces.add(piece);
    offset = Math.addExact(offset, piece.length());
  }

  /** The place in the plan of the layer that a piece belongs to. */
  static int place(Piece piece) {
    return Integer.parseInt(piece.name().substring(0, dot(piece)));
  }

  /** What a piece is to its layer: {@code weight}. */
  static String role(Piece piece) {
    return piece.name().substring(dot(piece) + 1);
  }

  private static int dot(Piece piece) {
    int dot = piece.name().indexOf('.');
    check(dot > 0, "piece", "named <place>.<role>", piece.name());
    return dot;
  }
}
