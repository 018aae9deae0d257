package io.lockstep.network;

import static io.lockstep.checks.Checks.present;

import io.lockstep.parameters.ParameterLayout;
import java.util.List;

/**
 * A model with everything inferred: what an engine builds. Made by {@link NetworkSpec#infer}.
 *
 * @param input shape of one example
 * @param layers every layer with its shapes; the last one is the output
 * @param loss what is minimized
 * @param layout the pieces of the flat parameter vector
 */
public record NetworkSpec(
    Shape input, List<Layer> layers, LayerSpec.Loss loss, ParameterLayout layout) {
  /**
   * One layer with what was inferred.
   *
   * @param name place in the plan, from 0, and kind: {@code 0-conv2d}
   * @param hasBias with {@link LayerSpec.Bias#AUTO} decided
   */
  public record Layer(String name, LayerSpec spec, Shape input, Shape output, boolean hasBias) {}

  public NetworkSpec {
    present(input, "input");
    layers = List.copyOf(layers);
    present(loss, "loss");
    present(layout, "layout");
  }

  /**
   * Infers what follows from the shape of an example and the number of classes or targets.
   *
   * @param lossOfTask the loss of an output layer that names none
   * @throws io.lockstep.checks.LockstepException (exit code USAGE) naming the layer that does not
   *     fit its input
   */
  public static NetworkSpec infer(
      ModelSpec model, Shape input, int outputs, LayerSpec.Loss lossOfTask) {
    return new ShapeInference(model, input, outputs).infer(lossOfTask);
  }

  /** Width of the output: classes or targets. */
  public int outputs() {
    return layers.get(layers.size() - 1).output().elements();
  }
}
