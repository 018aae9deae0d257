package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.network.Loss;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes the output layer: the last dense layer with its activation, which may be a layer of
 * its own behind it, and the loss that the model was compiled with.
 *
 * @param layer name of the dense layer; empty: the model ends without one, and gives features
 * @param activation name of the layer of its activation, which is part of the loss here
 * @param loss empty: by what the data are
 */
record KerasHead(Optional<String> layer, Optional<String> activation, Optional<Loss> loss) {
  private static final Set<String> OUTPUTS =
      Set.of(KerasWords.LINEAR, "softmax", "sigmoid", "exponential");

  static KerasHead of(KerasGraph graph, Optional<JsonNode> training) {
    KerasNode last = graph.last();
    boolean isDense = last.type().equals("Dense");
    boolean isActivation = last.type().equals("Activation") || last.type().equals("Softmax");
    if (isDense && OUTPUTS.contains(KerasWords.word(last.settings(), "activation"))) {
      String word = KerasWords.word(last.settings(), "activation");
      return of(last, Optional.empty(), word, training);
    }
    if (!isActivation) {
      return new KerasHead(Optional.empty(), Optional.empty(), Optional.empty());
    }
    last.settings().only("axis", "-1", "");
    String word =
        last.type().equals("Softmax") ? "softmax" : KerasWords.word(last.settings(), "activation");
    KerasNode before = onlySource(graph, last);
    boolean isHead =
        before.type().equals("Dense")
            && KerasWords.word(before.settings(), "activation").equals(KerasWords.LINEAR);
    if (OUTPUTS.contains(word) && isHead) {
      return of(before, Optional.of(last.name()), word, training);
    }
    if (!word.equals(KerasWords.LINEAR) && OUTPUTS.contains(word)) {
      throw last.settings()
          .refused(
              "it is the activation of the model's output, which is no Dense layer with linear"
                  + " activation; Lockstep's output layer is dense");
    }
    return new KerasHead(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static KerasHead of(
      KerasNode dense, Optional<String> activation, String word, Optional<JsonNode> training) {
    Optional<Loss> loss = KerasLoss.of(dense.settings(), word, training);
    return new KerasHead(Optional.of(dense.name()), activation, loss);
  }

  /** What the last layer reads; itself if that is not one layer that it alone reads. */
  private static KerasNode onlySource(KerasGraph graph, KerasNode last) {
    if (last.sources().size() != 1) {
      return last;
    }
    String name = last.sources().get(0);
    List<KerasNode> readers =
        graph.nodes().stream().filter(node -> node.sources().contains(name)).toList();
    return readers.size() > 1
        ? last
        : graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElse(last);
  }
}
