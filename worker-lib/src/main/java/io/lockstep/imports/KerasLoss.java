package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.network.Loss;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The loss that a model was compiled with, as ours with the activation of the output. */
final class KerasLoss {
  /** Keras' names, in lower case and without underscores. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("categoricalcrossentropy", "cross-entropy"),
          Map.entry("sparsecategoricalcrossentropy", "cross-entropy"),
          Map.entry("binarycrossentropy", "binary-cross-entropy"),
          Map.entry("meansquarederror", "mse"),
          Map.entry("mse", "mse"),
          Map.entry("meanabsoluteerror", "mae"),
          Map.entry("mae", "mae"),
          Map.entry("huber", "huber"),
          Map.entry("huberloss", "huber"),
          Map.entry("kldivergence", "kl-divergence"),
          Map.entry("kullbackleiblerdivergence", "kl-divergence"),
          Map.entry("kld", "kl-divergence"),
          Map.entry("poisson", "poisson"));

  private static final String REMEDY =
      "; compile it with a loss that Lockstep has (docs/transfer.md), or save it without its"
          + " optimizer (include_optimizer=False), which leaves the loss out";

  private final Settings output;
  private final String activation;

  private KerasLoss(Settings output, String activation) {
    this.output = output;
    this.activation = activation;
  }

  /**
   * The loss.
   *
   * @param output the model's last dense layer
   * @param activation Keras' word for that of the output
   * @param training empty: the model was not compiled, and the activation tells
   * @return empty for an output without activation: by what the data are
   */
  static Optional<Loss> of(Settings output, String activation, Optional<JsonNode> training) {
    KerasLoss reader = new KerasLoss(output, activation);
    JsonNode loss = training.map(all -> all.path("loss")).map(KerasLoss::single).orElse(null);
    return loss == null || loss.isNull() || loss.isMissingNode()
        ? reader.byActivation()
        : Optional.of(reader.compiled(loss));
  }

  /** That of the one output, which may be in a list or under the output's name. */
  private static JsonNode single(JsonNode loss) {
    boolean isNamed = loss.isObject() && !loss.has("class_name");
    return loss.size() == 1 && (loss.isArray() || isNamed) ? loss.elements().next() : loss;
  }

  private Optional<Loss> byActivation() {
    return switch (activation) {
      case "softmax" -> Optional.of(Loss.CROSS_ENTROPY);
      case "sigmoid" -> Optional.of(new Loss.BinaryCrossEntropy(0));
      case "exponential" -> Optional.of(new Loss.Poisson());
      default -> Optional.empty();
    };
  }

  private Loss compiled(JsonNode loss) {
    boolean isFunction = loss.path("class_name").asText().equals("function");
    JsonNode named = isFunction ? loss.path("config") : loss.path("class_name");
    String name = loss.isTextual() ? loss.textValue() : named.asText();
    Settings settings = new Settings(output.where(), isFunction ? named : loss.path("config"));
    String word = NAMES.getOrDefault(name.toLowerCase(Locale.ROOT).replace("_", ""), name);
    boolean isLogits = settings.flag("from_logits", "false");
    String reduction = settings.node().path("reduction").asText();
    if (reduction.equals("sum") || reduction.equals("none")) {
      throw output.refused("its loss is a sum over the batch; Lockstep has means" + REMEDY);
    }
    String of = isLogits ? word + " from logits" : word;
    return switch (of + " of " + activation) {
      case "cross-entropy of softmax", "cross-entropy from logits of linear" ->
          new Loss.CrossEntropy(smoothing(settings));
      case "binary-cross-entropy of sigmoid", "binary-cross-entropy from logits of linear" ->
          new Loss.BinaryCrossEntropy(smoothing(settings));
      case "mse of linear" -> Loss.MSE;
      case "mae of linear" -> new Loss.AbsoluteError();
      case "huber of linear" -> huber(settings);
      case "kl-divergence of softmax" -> new Loss.KlDivergence();
      case "poisson of exponential" -> new Loss.Poisson();
      default ->
          throw output.refused(
              "its loss is %s after the activation %s%s%s"
                  .formatted(
                      Settings.found(loss), activation, isLogits ? " (from logits)" : "", REMEDY));
    };
  }

  private double smoothing(Settings settings) {
    double smoothing = settings.has("label_smoothing") ? settings.number("label_smoothing") : 0;
    if (smoothing < 0 || smoothing >= 1) {
      throw output.refused("'label_smoothing' is " + smoothing + ", not from 0 to below 1");
    }
    return smoothing;
  }

  private Loss huber(Settings settings) {
    double delta = settings.has("delta") ? settings.number("delta") : 1;
    if (!(delta > 0) || Double.isInfinite(delta)) {
      throw output.refused("'delta' of its loss is " + delta + ", not above 0");
    }
    return new Loss.Huber(delta);
  }
}
