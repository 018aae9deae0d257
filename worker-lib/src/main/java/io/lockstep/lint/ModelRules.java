package io.lockstep.lint;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.ModelSpec;
import io.lockstep.plan.LintRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Rules on layers and their neighbours. */
final class ModelRules {
  private static final Set<Activation> SATURATING = Set.of(Activation.SIGMOID, Activation.TANH);
  private static final Set<Activation> RECTIFYING =
      Set.of(Activation.RELU, Activation.LEAKY_RELU, Activation.ELU, Activation.GELU);
  private static final Set<Initialization> HE =
      Set.of(
          Initialization.HE,
          Initialization.HE_UNIFORM,
          Initialization.TRUNCATED_NORMAL,
          Initialization.ORTHOGONAL);
  private static final Set<Initialization> LECUN =
      Set.of(Initialization.LECUN, Initialization.LECUN_UNIFORM);

  private final List<LayerSpec> layers;
  private final List<List<Integer>> sources;
  private final Consumer<Hint> hints;

  private ModelRules(ModelSpec model, Consumer<Hint> hints) {
    this.layers = model.layers();
    this.sources = model.sources();
    this.hints = hints;
  }

  static void check(ModelSpec model, Consumer<Hint> hints) {
    ModelRules rules = new ModelRules(model, hints);
    for (int i = 0; i < rules.layers.size(); i++) {
      rules.checkActivation(i);
      if (isDrawn(model)) {
        rules.checkInitialization(i);
      }
      rules.checkLinear(i);
      rules.checkBias(i);
      rules.checkDropout(i);
    }
  }

  /** Whether parameters begin as the layers say, and not as a source had them. */
  private static boolean isDrawn(ModelSpec model) {
    return model.origin().source().filter(from -> from.form().hasParameters()).isEmpty();
  }

  /** Glorot and Bengio 2010, Understanding the Difficulty of Training Deep Networks, section 3. */
  private void checkActivation(int i) {
    own(i)
        .filter(SATURATING::contains)
        .ifPresent(
            activation ->
                hint(
                    LintRule.SATURATING_ACTIVATION,
                    i,
                    word(activation) + " saturates, and its gradient with it",
                    "relu does not"));
  }

  /** He et al. 2015, arXiv 1502.01852; Klambauer et al. 2017, arXiv 1706.02515 for selu. */
  private void checkInitialization(int i) {
    Optional<Initialization> drawn = initialization(layers.get(i));
    Optional<Activation> follows = following(i);
    if (drawn.isEmpty() || follows.isEmpty() || next(i) instanceof LayerSpec.BatchNorm) {
      return;
    }
    Initialization how = drawn.get();
    Activation activation = follows.get();
    if (RECTIFYING.contains(activation) && !HE.contains(how)) {
      hintInitialization(i, how, activation, "he");
    } else if (SATURATING.contains(activation) && HE.contains(how)) {
      hintInitialization(i, how, activation, "xavier");
    } else if (activation == Activation.SELU && !LECUN.contains(how)) {
      hintInitialization(i, how, activation, "lecun");
    }
  }

  private void hintInitialization(int i, Initialization how, Activation activation, String better) {
    hint(
        LintRule.INIT_FOR_ACTIVATION,
        i,
        "init %s changes the scale of what goes through %s with each layer"
            .formatted(word(how), word(activation)),
        "init " + better + " keeps it");
  }

  private void checkLinear(int i) {
    boolean linear =
        layers.get(i) instanceof LayerSpec.Dense dense && dense.activation() == Activation.IDENTITY;
    LayerSpec next = next(i);
    if (linear && (next instanceof LayerSpec.Dense || next instanceof LayerSpec.Output)) {
      hint(
          LintRule.LINEAR_LAYERS,
          i,
          "without a nonlinearity it and the layer after it are one linear map",
          "give it activation relu, or leave it out");
    }
  }

  /** Ioffe and Szegedy 2015, arXiv 1502.03167, section 3.2. */
  private void checkBias(int i) {
    Optional<Bias> bias = bias(layers.get(i));
    boolean cancelled =
        subtractsMeans(next(i)) && own(i).orElse(Activation.IDENTITY) == Activation.IDENTITY;
    if (bias.equals(Optional.of(Bias.YES)) && cancelled) {
      hint(
          LintRule.REDUNDANT_BIAS,
          i,
          "the " + next(i).kind() + " after it subtracts its bias again",
          "bias: false leaves it out");
    } else if (bias.equals(Optional.of(Bias.NO)) && !cancelled) {
      hint(
          LintRule.MISSING_BIAS,
          i,
          "without a bias its units cannot shift what they react to",
          "bias auto gives it one");
    }
  }

  /** Of each feature by itself, and so whatever was added to all of it. */
  private static boolean subtractsMeans(LayerSpec layer) {
    return layer instanceof LayerSpec.BatchNorm || layer instanceof LayerSpec.InstanceNorm;
  }

  /** Li et al. 2018, arXiv 1801.05134. */
  private void checkDropout(int i) {
    boolean before =
        layers.get(i) instanceof LayerSpec.Dropout
            && layers.stream().skip(i + 1L).anyMatch(LayerSpec.BatchNorm.class::isInstance);
    if (before) {
      hint(
          LintRule.DROPOUT_BEFORE_BATCH_NORM,
          i,
          "dropout changes the variance that a later batch-norm learns, and inference has another",
          "put dropout after the last batch-norm");
    }
  }

  /** What follows a layer's sum: its own activation, or that of the layers after it. */
  private Optional<Activation> following(int i) {
    Optional<Activation> own = own(i).filter(activation -> activation != Activation.IDENTITY);
    if (own.isPresent() || !(next(i) instanceof LayerSpec.Activate activate)) {
      return own;
    }
    return Optional.of(activate.activation());
  }

  private static Optional<Activation> activation(LayerSpec layer) {
    if (layer instanceof LayerSpec.Dense dense) {
      return Optional.of(dense.activation());
    } else if (layer instanceof LayerSpec.Conv2d conv) {
      return Optional.of(conv.activation());
    }
    return layer instanceof LayerSpec.Activate activate
        ? Optional.of(activate.activation())
        : Optional.empty();
  }

  private Optional<Activation> own(int i) {
    return activation(layers.get(i));
  }

  private static Optional<Initialization> initialization(LayerSpec layer) {
    if (layer instanceof LayerSpec.Dense dense) {
      return Optional.of(dense.initialization());
    }
    return layer instanceof LayerSpec.Conv2d conv
        ? Optional.of(conv.initialization())
        : Optional.empty();
  }

  private static Optional<Bias> bias(LayerSpec layer) {
    if (layer instanceof LayerSpec.Dense dense) {
      return Optional.of(dense.bias());
    }
    return layer instanceof LayerSpec.Conv2d conv ? Optional.of(conv.bias()) : Optional.empty();
  }

  /** The one layer that reads a layer; a sum where there are several, the output's is itself. */
  private LayerSpec next(int i) {
    List<Integer> readers =
        IntStream.range(0, layers.size()).filter(r -> sources.get(r).contains(i)).boxed().toList();
    if (readers.size() > 1) {
      return new LayerSpec.Add();
    }
    return readers.isEmpty() ? layers.get(i) : layers.get(readers.get(0));
  }

  private void hint(LintRule rule, int i, String reason, String remedy) {
    String place = "model.layers.%d (%s)".formatted(i, layers.get(i).kind());
    hints.accept(new Hint(rule, place, reason, remedy));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
