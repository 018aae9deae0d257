package io.lockstep.network;

import io.lockstep.data.Batch;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Small models, and batches of random numbers for them. */
public final class TestingNetworks {
  private TestingNetworks() {}

  public static LayerSpec.Dense dense(int units, Activation activation) {
    return new LayerSpec.Dense(units, activation, Initialization.HE, Bias.AUTO);
  }

  public static LayerSpec.Conv2d conv(int filters, Window window, Activation activation) {
    return new LayerSpec.Conv2d(filters, window, activation, Initialization.HE, Bias.AUTO);
  }

  public static LayerSpec.Pool maxPool(Window window) {
    return new LayerSpec.Pool(Pooling.MAX, window);
  }

  public static LayerSpec.Pool averagePool(Window window) {
    return new LayerSpec.Pool(Pooling.AVERAGE, window);
  }

  public static Window window(int kernel, int stride, int padding) {
    return new Window(Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding));
  }

  public static LayerSpec.Lstm lstm(int units, LayerSpec.Returned returned) {
    return new LayerSpec.Lstm(units, returned, Initialization.XAVIER_UNIFORM, 1);
  }

  public static LayerSpec.Output output() {
    return new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.XAVIER);
  }

  /** The layers and an output layer after them. */
  public static ModelSpec model(LayerSpec... hidden) {
    List<LayerSpec> layers = new ArrayList<>(List.of(hidden));
    layers.add(output());
    return new ModelSpec(layers);
  }

  public static NetworkSpec network(Shape input, int outputs, Loss loss, LayerSpec... hidden) {
    return NetworkSpec.infer(model(hidden), input, outputs, loss);
  }

  /** One of every kind. */
  public static List<Loss> losses() {
    return List.of(
        Loss.CROSS_ENTROPY,
        new Loss.CrossEntropy(0.1),
        new Loss.Hinge(),
        new Loss.BinaryCrossEntropy(0),
        new Loss.KlDivergence(),
        Loss.MSE,
        new Loss.AbsoluteError(),
        new Loss.Huber(1),
        new Loss.Poisson(),
        new Loss.Gaussian(),
        new Loss.Bernoulli());
  }

  /** The layers of a graph, and an output layer after them. */
  public static NetworkSpec graph(Shape input, int outputs, Loss loss, ModelBuilder hidden) {
    return NetworkSpec.infer(hidden.add(output()).build(), input, outputs, loss);
  }

  /**
   * A residual network of three blocks, the first of them on the example itself: images of [3, 8,
   * 8], with a shortcut that has a convolution and one without.
   */
  public static ModelBuilder residual(Activation activation) {
    return new ModelBuilder()
        .residual(body -> body.add(conv(3, window(3, 1, 1), activation)).add(same(3)), none -> {})
        .add(new LayerSpec.Activate(activation))
        .residual(
            body -> body.add(conv(5, window(3, 2, 1), activation)).add(same(5)),
            shortcut -> shortcut.add(conv(5, window(1, 2, 0), Activation.IDENTITY)))
        .residual(body -> body.add(same(5)), none -> {})
        .add(new LayerSpec.Activate(activation))
        .add(new LayerSpec.GlobalPool(Pooling.AVERAGE));
  }

  private static LayerSpec same(int filters) {
    return conv(filters, window(3, 1, 1), Activation.IDENTITY);
  }

  /** The plan mnist-lenet. */
  public static NetworkSpec lenet() {
    return network(
        Shape.image(1, 28, 28),
        10,
        Loss.CROSS_ENTROPY,
        conv(32, window(5, 1, 0), Activation.RELU),
        maxPool(window(2, 2, 0)),
        conv(64, window(5, 1, 0), Activation.RELU),
        maxPool(window(2, 2, 0)),
        dense(512, Activation.RELU));
  }

  /**
   * Features in (-1, 1), or ids; one-hot targets for classes, of each step, else targets in (0, 1).
   */
  public static Batch batch(NetworkSpec spec, int rows, long seed) {
    Batch batch = new Batch(rows, spec.input().elements(), spec.outputs());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < batch.features().length(); i++) {
      batch.features().set(i, feature(spec.input(), random));
    }
    for (int row = 0; row < rows; row++) {
      if (spec.loss().task() == Task.CLASSIFICATION) {
        for (int step = row * spec.steps(); step < (row + 1) * spec.steps(); step++) {
          int place = step * spec.outputsOfStep() + random.nextInt(spec.outputsOfStep());
          batch.targets().set(place, 1f);
        }
      } else {
        for (int i = 0; i < spec.outputs(); i++) {
          batch.targets().set(row * spec.outputs() + i, (float) random.nextDouble());
        }
      }
    }
    batch.rows(rows);
    return batch;
  }

  private static float feature(Shape input, SplittableRandom random) {
    return input.isIds()
        ? random.nextInt(input.vocabulary())
        : (float) (2 * random.nextDouble() - 1);
  }

  /** The network of an engine over vectors of its own, with initial parameters. */
  public static Network bind(Engine engine, NetworkSpec spec, Seed seed) {
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    Initializer.initialize(spec, seed, parameters);
    FlatVector gradient = FlatVector.allocate(parameters.length());
    return engine.bind(spec, parameters, gradient, 256, seed);
  }
}
