package io.lockstep.lint;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.plan.LintRule;
import java.util.function.Consumer;

/** Rules that need the shapes of the data. */
final class WidthRules {
  private WidthRules() {}

  /**
   * Filters of a convolution see kernel x channels numbers; more than two for each of them (one for
   * either sign) can only repeat what others find.
   */
  static void check(NetworkSpec network, Consumer<Hint> hints) {
    for (NetworkSpec.Layer layer : network.layers()) {
      if (layer.spec() instanceof LayerSpec.Conv2d conv) {
        LayerSpec.Size2d kernel = conv.window().kernel();
        int seen = kernel.height() * kernel.width() * layer.input().channels();
        if (conv.filters() > 2 * seen) {
          hints.accept(
              new Hint(
                  LintRule.WIDE_CONVOLUTION,
                  "model.layers." + layer.name().replace("-conv2d", " (conv2d)"),
                  "%d filters over %d numbers (%s x %d channels) must repeat each other"
                      .formatted(conv.filters(), seen, kernel, layer.input().channels()),
                  "%d do, or a larger kernel".formatted(2 * seen)));
        }
      }
    }
  }
}
