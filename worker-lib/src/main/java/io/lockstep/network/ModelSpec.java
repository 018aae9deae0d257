package io.lockstep.network;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A model as the plan names it: its layers, without what follows from the data.
 *
 * @param layers at least one; the last one, and only it, is {@link LayerSpec.Output}
 * @param wires for each layer its name and what it reads ({@link Wiring})
 * @param origin where they came from and what of them is trained
 */
public record ModelSpec(List<LayerSpec> layers, List<Wire> wires, Origin origin) {
  public ModelSpec {
    layers = List.copyOf(layers);
    wires = List.copyOf(wires);
    present(origin, "origin");
    long outputs = layers.stream().filter(LayerSpec.Output.class::isInstance).count();
    check(
        outputs == 1 && layers.get(layers.size() - 1) instanceof LayerSpec.Output,
        "layers",
        "end with the one output layer",
        layers.size() + " layers, " + outputs + " of them output");
    check(wires.size() == layers.size(), "wires", "one for each layer", wires.size());
    List<Wiring.Problem> problems = Wiring.of(layers, wires).problems();
    check(problems.isEmpty(), "wires", "a graph without cycles or loose ends", problems);
  }

  /** A chain: each layer reads the one before it. */
  public ModelSpec(List<LayerSpec> layers) {
    this(layers, Collections.nCopies(layers.size(), Wire.NEXT));
  }

  /** Of the plan's own layers, all trained. */
  public ModelSpec(List<LayerSpec> layers, List<Wire> wires) {
    this(layers, wires, Origin.NONE);
  }

  /** The same layers from elsewhere. */
  public ModelSpec from(Origin other) {
    return new ModelSpec(layers, wires, other);
  }

  /** The last layer. */
  public LayerSpec.Output output() {
    return (LayerSpec.Output) layers.get(layers.size() - 1);
  }

  /**
   * Names of the layers whose parameters stay as they are: place and kind, {@code 0-conv2d}.
   *
   * @throws io.lockstep.checks.LockstepException (usage) if a pattern of the origin freezes
   *     nothing, or all together everything
   */
  public Set<String> frozen() {
    return Freezing.of(this);
  }

  /** For each layer, the places that it reads; {@link Wiring#INPUT} is the example. */
  public List<List<Integer>> sources() {
    return Wiring.of(layers, wires).sources();
  }
}
