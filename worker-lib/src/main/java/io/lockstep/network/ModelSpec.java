package io.lockstep.network;

import static io.lockstep.checks.Checks.check;

import java.util.List;

/**
 * A model as the plan names it: its layers, without what follows from the data.
 *
 * @param layers at least one; the last one, and only it, is {@link LayerSpec.Output}
 */
public record ModelSpec(List<LayerSpec> layers) {
  public ModelSpec {
    layers = List.copyOf(layers);
    long outputs = layers.stream().filter(LayerSpec.Output.class::isInstance).count();
    check(
        outputs == 1 && layers.get(layers.size() - 1) instanceof LayerSpec.Output,
        "layers",
        "end with the one output layer",
        layers.size() + " layers, " + outputs + " of them output");
  }

  /** The last layer. */
  public LayerSpec.Output output() {
    return (LayerSpec.Output) layers.get(layers.size() - 1);
  }
}
