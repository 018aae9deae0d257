package io.lockstep.network;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A model with everything inferred: what an engine builds. Made by {@link NetworkSpec#infer}.
 *
 * @param input shape of one example
 * @param layers every layer with its shapes; the last one is the output
 * @param loss what is minimized
 * @param layout the pieces of the flat parameter vector
 * @param frozen names of the layers whose parameters and statistics stay as they are; their batch
 *     normalization uses the running statistics in training too
 */
public record NetworkSpec(
    Shape input, List<Layer> layers, Loss loss, ParameterLayout layout, Set<String> frozen) {
  /** Whatever steps the model gives. */
  public static final int ANY_STEPS = 0;

  /**
   * One layer with what was inferred.
   *
   * @param name place in the plan, from 0, and kind: {@code 0-conv2d}
   * @param sources places of the layers that it reads, {@link Wiring#INPUT} for the example
   * @param input shape of the first of them
   * @param hasBias with {@link LayerSpec.Bias#AUTO} decided
   */
  public record Layer(
      String name,
      LayerSpec spec,
      List<Integer> sources,
      Shape input,
      Shape output,
      boolean hasBias) {
    public Layer {
      sources = List.copyOf(sources);
    }

    /** What a layer at a place is called. */
    static String name(int place, LayerSpec spec) {
      return place + "-" + spec.kind();
    }

    /** Whether it reads nothing but the example, so that nobody needs its input's gradient. */
    public boolean readsInputOnly() {
      return sources.equals(List.of(Wiring.INPUT));
    }

    /**
     * Whether it is a matrix product over all features, so that an image is flattened before it.
     */
    public boolean isDense() {
      return spec instanceof LayerSpec.Dense
          || spec instanceof LayerSpec.Latent
          || spec instanceof LayerSpec.Output;
    }
  }

  public NetworkSpec {
    present(input, "input");
    layers = List.copyOf(layers);
    present(loss, "loss");
    present(layout, "layout");
    frozen = Set.copyOf(frozen);
  }

  /**
   * As below, for data that have one class or set of targets an example.
   *
   * @param outputs classes or targets that the data have
   */
  public static NetworkSpec infer(ModelSpec model, Shape input, int outputs, Loss defaultLoss) {
    return infer(model, input, outputs, 1, defaultLoss);
  }

  /**
   * Follows the shapes through the layers. Images are flattened by themselves before dense and
   * output, in the order channel, row, column.
   *
   * @param input shape of one example
   * @param outputs classes or targets that an example has, over all its steps
   * @param steps that have a class of their own: 1 for a class an example, {@link #ANY_STEPS} if as
   *     many as the model gives will do, and then outputs are those of a step. The targets of a
   *     regression are spread over the steps that the model gives
   * @param defaultLoss what fits the data: cross entropy for classes, MSE for numbers
   * @throws io.lockstep.checks.LockstepException (usage) naming each layer that does not fit, its
   *     input and what to do
   */
  public static NetworkSpec infer(
      ModelSpec model, Shape input, int outputs, int steps, Loss defaultLoss) {
    present(model, "model");
    present(input, "input");
    atLeast(outputs, 1, "outputs");
    present(defaultLoss, "default loss");
    return ShapeInference.infer(model, input, outputs, steps, defaultLoss);
  }

  /**
   * Fails where a layer cannot take the kind of its input - images, sequences, ids or flat numbers
   * - whatever their sizes are.
   *
   * @param input one of the kind, of any sizes
   * @param defaultLoss what fits the data
   * @throws io.lockstep.checks.LockstepException (usage) naming the layer and what to do
   */
  public static void checkKind(ModelSpec model, Shape input, Loss defaultLoss) {
    ShapeInference.checkKind(model, input, defaultLoss);
  }

  /** The layer that a piece of the layout belongs to. */
  public Layer layerOf(Piece piece) {
    return layers.get(LayoutBuilder.place(piece));
  }

  /** Whether each layer reads the one before it. */
  public boolean isChain() {
    for (int place = 0; place < layers.size(); place++) {
      if (!layers.get(place).sources().equals(List.of(place - 1))) {
        return false;
      }
    }
    return true;
  }

  /** Places of the layers that read a layer. */
  public List<Integer> readersOf(int place) {
    return IntStream.range(0, layers.size())
        .filter(reader -> layers.get(reader).sources().contains(place))
        .boxed()
        .toList();
  }

  /** The pieces that are trained, one after the other; equal to the layout if nothing is frozen. */
  public ParameterLayout trained() {
    return frozen.isEmpty() ? layout : layout.only(this::isTrained);
  }

  boolean isTrained(Piece piece) {
    return !frozen.contains(layerOf(piece).name());
  }

  /** The place of the first layer with trained parameters; below it no gradient is needed. */
  public int firstTrained() {
    return frozen.isEmpty() ? 0 : LayoutBuilder.place(trained().pieces().get(0));
  }

  /** Width of the output: classes or targets, over all its steps. */
  public int outputs() {
    return output().elements();
  }

  /** Steps that have an output of their own; 1 unless the output is a sequence. */
  public int steps() {
    return output().time();
  }

  /** Classes or targets of a step. */
  public int outputsOfStep() {
    return output().features();
  }

  /** Random numbers that training draws for an example: the size of its code. */
  public int noise() {
    return layers.stream()
        .map(Layer::spec)
        .filter(LayerSpec.Latent.class::isInstance)
        .mapToInt(layer -> ((LayerSpec.Latent) layer).size())
        .sum();
  }

  /** Shape of the output of an example. */
  public Shape output() {
    return layers.get(layers.size() - 1).output();
  }
}
