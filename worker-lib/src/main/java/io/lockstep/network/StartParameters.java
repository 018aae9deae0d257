package io.lockstep.network;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Parameters of a saved model, to begin another one with.
 *
 * @param where it is, for messages
 * @param layout of its parameters
 */
public record StartParameters(String where, ParameterLayout layout, FlatVector values) {
  public StartParameters {
    check(
        values.length() == layout.length(), "values", "length " + layout.length(), values.length());
  }

  /**
   * Puts them in place of drawn ones, but for those of a head that is replaced.
   *
   * @param parameters length of the network's layout
   * @throws LockstepException (usage) naming the first piece that the model lacks or has in another
   *     shape
   */
  public void copyTo(NetworkSpec network, Origin.Head head, FlatVector parameters) {
    pairs(network, head)
        .forEach(
            (piece, from) ->
                parameters
                    .floats()
                    .put(piece.offset(), values.floats(), from.offset(), piece.length()));
  }

  /**
   * Fails where {@link #copyTo} would, but for what depends on the classes that the data have.
   *
   * @param network of the shape of an example, for any number of outputs
   * @throws LockstepException (usage) naming the first piece that the model lacks or has in another
   *     shape
   */
  public void checkFits(NetworkSpec network) {
    pairs(network, Origin.Head.REPLACED);
  }

  /** Each piece of the network with the saved one that it begins with. */
  private Map<Piece, Piece> pairs(NetworkSpec network, Origin.Head head) {
    Map<String, Piece> saved =
        layout.pieces().stream().collect(Collectors.toMap(Piece::name, Function.identity()));
    NetworkSpec.Layer last = network.layers().get(network.layers().size() - 1);
    Map<Piece, Piece> pairs = new LinkedHashMap<>();
    for (Piece piece : network.layout().pieces()) {
      NetworkSpec.Layer layer = network.layerOf(piece);
      if (head == Origin.Head.REPLACED && layer.equals(last)) {
        continue;
      }
      Piece from = saved.get(piece.name());
      if (from == null || !from.shape().equals(piece.shape())) {
        throw refused(piece, from == null ? "none" : from.shape().toString(), layer, last);
      }
      pairs.put(piece, from);
    }
    return pairs;
  }

  private LockstepException refused(
      Piece piece, String saved, NetworkSpec.Layer layer, NetworkSpec.Layer last) {
    String remedy =
        layer.equals(last)
            ? "to learn other classes or targets than it was trained on, set model.replace-head: true"
            : "give examples of the shape that it was trained on (data.shape), or another model";
    return new LockstepException(
        ExitCode.USAGE,
        "Cannot start from %s: layer %s needs %s of shape %s, the saved model has %s; %s."
            .formatted(where, layer.name(), piece.name(), piece.shape(), saved, remedy));
  }
}
