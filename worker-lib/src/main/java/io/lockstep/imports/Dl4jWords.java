package io.lockstep.imports;

import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What DL4J's classes of small things are called here. */
final class Dl4jWords {
  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "ActivationIdentity", Activation.IDENTITY,
          "ActivationReLU", Activation.RELU,
          "ActivationLReLU", Activation.LEAKY_RELU,
          "ActivationELU", Activation.ELU,
          "ActivationSELU", Activation.SELU,
          "ActivationGELU", Activation.GELU,
          "ActivationSigmoid", Activation.SIGMOID,
          "ActivationTanH", Activation.TANH,
          "ActivationSoftPlus", Activation.SOFTPLUS);

  private static final Map<String, Initialization> INITIALIZATIONS =
      Map.of(
          "WeightInitRelu", Initialization.HE,
          "WeightInitReluUniform", Initialization.HE_UNIFORM,
          "WeightInitXavier", Initialization.XAVIER,
          "WeightInitXavierUniform", Initialization.XAVIER_UNIFORM,
          "WeightInitLecunNormal", Initialization.LECUN,
          "WeightInitLecunUniform", Initialization.LECUN_UNIFORM);

  /** By the loss and the activation of its layer. */
  private static final Map<String, Loss> LOSSES =
      Map.of(
          "LossMCXENT of ActivationSoftmax",
          Loss.CROSS_ENTROPY,
          "LossNegativeLogLikelihood of ActivationSoftmax",
          Loss.CROSS_ENTROPY,
          "LossBinaryXENT of ActivationSigmoid",
          new Loss.BinaryCrossEntropy(0),
          "LossKLD of ActivationSoftmax",
          new Loss.KlDivergence(),
          "LossMSE of ActivationIdentity",
          Loss.MSE,
          "LossMAE of ActivationIdentity",
          new Loss.AbsoluteError());

  private Dl4jWords() {}

  static Activation activation(Settings layer) {
    Settings settings = layer.part("activationFn");
    Activation activation = ACTIVATIONS.get(settings.type());
    if (activation == null) {
      throw layer.refused(
          "its activation is "
              + settings.type()
              + "; Lockstep has "
              + new TreeSet<>(ACTIVATIONS.keySet()));
    }
    for (String zero : new String[] {"negativeSlope", "threshold", "max"}) {
      settings.only(zero, "0.0", "");
    }
    if (activation == Activation.LEAKY_RELU) {
      settings.only("alpha", "0.01", "");
    } else if (activation == Activation.ELU) {
      settings.only("alpha", "1.0", "");
    } else if (activation == Activation.GELU) {
      settings.only("precise", "false", "");
    }
    return activation;
  }

  /** Empty if we have none like it. */
  static Optional<Initialization> initialization(Settings layer) {
    return Optional.ofNullable(INITIALIZATIONS.get(layer.part("weightInitFn").type()));
  }

  static Loss loss(Settings layer) {
    Settings settings = layer.part("lossFn");
    String word = settings.type() + " of " + layer.part("activationFn").type();
    Loss loss = LOSSES.get(word);
    if (loss == null) {
      throw layer.refused(
          "its loss is " + word + "; Lockstep has " + new TreeSet<>(LOSSES.keySet()));
    }
    if (settings.has("weights")) {
      throw layer.refused("its loss has weights; name them in the plan, not in the model");
    }
    return loss;
  }
}
