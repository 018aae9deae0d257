package io.lockstep.lint;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.NetworkSpec;
import io.lockstep.plan.LintRule;
import java.util.Locale;
import java.util.function.Consumer;

/** Rules that need to know how many outputs the data ask for. */
final class OutputRules {
  private OutputRules() {}

  /**
   * Who counts the layers of a model as elsewhere ends it with a dense layer of a unit a class; the
   * output layer comes after that, and reads what an activation has left.
   */
  static void check(NetworkSpec network, Consumer<Hint> hints) {
    int last = network.layers().size() - 1;
    int before = network.layers().get(last).sources().get(0);
    if (before < 0
        || network.layers().get(before).output().features() != network.outputsOfStep()
        || activation(network.layers().get(before).spec()) == Activation.IDENTITY) {
      return;
    }
    LayerSpec spec = network.layers().get(before).spec();
    hints.accept(
        new Hint(
            LintRule.ACTIVATION_ON_OUTPUT,
            "model.layers.%d (%s)".formatted(before, spec.kind()),
            "as wide as the output after it (%d), which reads what %s has left of that"
                .formatted(network.outputsOfStep(), word(activation(spec))),
            "leave it out: the output has a layer of its own, and the loss its activation"));
  }

  private static Activation activation(LayerSpec layer) {
    if (layer instanceof LayerSpec.Dense dense) {
      return dense.activation();
    }
    return layer instanceof LayerSpec.Activate activate
        ? activate.activation()
        : Activation.IDENTITY;
  }

  private static String word(Activation activation) {
    return activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
