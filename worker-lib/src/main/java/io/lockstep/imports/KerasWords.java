package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.network.LayerSpec.Activation;
import java.util.Map;
import java.util.TreeSet;

/** What Keras calls activations. */
final class KerasWords {
  static final String LINEAR = "linear";

  /** Those that are the same function in Keras by their name alone. */
  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          LINEAR,
          Activation.IDENTITY,
          "relu",
          Activation.RELU,
          "elu",
          Activation.ELU,
          "selu",
          Activation.SELU,
          "sigmoid",
          Activation.SIGMOID,
          "tanh",
          Activation.TANH,
          "softplus",
          Activation.SOFTPLUS);

  private KerasWords() {}

  /**
   * A word: {@code "relu"}, or as Keras 2.13 and later may write it, {@code {"class_name":
   * "function", "config": "relu"}}.
   *
   * @return {@code linear} if there is none
   */
  static String word(Settings layer, String key) {
    JsonNode value = layer.node().path(key);
    if (value.isMissingNode() || value.isNull()) {
      return LINEAR;
    }
    if (value.isObject() && value.path("class_name").asText().equals("function")) {
      value = value.path("config");
    }
    if (!value.isTextual()) {
      throw layer.refused("'" + key + "' is " + Settings.found(value) + ", not a word");
    }
    return value.textValue();
  }

  /** The activation that a layer has among its settings. */
  static Activation activation(Settings layer) {
    return activation(layer, word(layer, "activation"));
  }

  static Activation activation(Settings layer, String word) {
    Activation activation = ACTIVATIONS.get(word);
    if (activation == null) {
      throw layer.refused(
          "its activation is '"
              + word
              + "'; in hidden layers Lockstep has "
              + new TreeSet<>(ACTIVATIONS.keySet())
              + ", each as Keras defines it");
    }
    return activation;
  }
}
