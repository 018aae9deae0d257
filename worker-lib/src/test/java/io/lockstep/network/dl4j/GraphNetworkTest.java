package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.bind;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.graph;
import static io.lockstep.network.TestingNetworks.residual;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.Wire;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Dl4jNetworkTest} asks of chains, of graphs. */
class GraphNetworkTest {
  private static final Progress START = Progress.start(1_000);
  private static final Seed SEED = new Seed(11);
  private static final Shape IMAGE = Shape.image(3, 8, 8);

  @TempDir private Path folder;

  private static NetworkSpec smooth() {
    return graph(IMAGE, 3, Loss.CROSS_ENTROPY, residual(Activation.TANH));
  }

  /** An activation, a dropout and a normalization of the same values, and of the example itself. */
  private static NetworkSpec shared() {
    return graph(
        Shape.flat(6),
        2,
        Loss.CROSS_ENTROPY,
        new ModelBuilder()
            .add(dense(6, Activation.IDENTITY), named("a"))
            .add(new LayerSpec.Activate(Activation.RELU), named("relu", "a"))
            .add(new LayerSpec.Dropout(0.5), named("dropout", "a"))
            .add(new LayerSpec.Activate(Activation.TANH), named("tanh", "input"))
            .add(new LayerSpec.Dropout(0.5), named("dropped", "input"))
            .add(new LayerSpec.Add(), named("b", "a", "relu", "dropout", "tanh", "dropped"))
            .add(new LayerSpec.BatchNorm(0.9, 1e-3), named("norm", "b"))
            .add(new LayerSpec.Concat(), named("c", "b", "norm")));
  }

  private static Wire named(String name, String... from) {
    return new Wire(Optional.of(name), List.of(from));
  }

  private static Network network(NetworkSpec spec) {
    return bind(new Dl4jEngine(), spec, SEED);
  }

  @Test
  void ourLayersComputeIt() {
    Dl4jNetwork network = (Dl4jNetwork) network(smooth());
    assertInstanceOf(OneDnnConvolutionLayer.class, network.layer(0));
    assertInstanceOf(CopyingActivationLayer.class, network.layer(3));
    assertInstanceOf(BlasOutputLayer.class, network.layer(network.spec().layers().size() - 1));
  }

  /** Central differences in float32 with a double loss: errors of about step² and 1e-6 / step. */
  @Test
  void gradientsEqualFiniteDifferencesAlongRandomDirections() {
    Network network = network(smooth());
    Batch batch = batch(network.spec(), 5, 3);
    network.forwardBackward(batch, START);
    float[] gradient = network.gradient().toArray();
    float[] parameters = network.parameters().toArray();
    SplittableRandom random = new SplittableRandom(4);
    double step = 2e-3;
    for (Piece piece : network.spec().layout().pieces()) {
      double[] direction = new double[piece.length()];
      double expected = 0;
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (random.nextBoolean() ? 1 : -1) / Math.sqrt(direction.length);
        expected += direction[i] * gradient[piece.offset() + i];
      }
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        network.parameters().copyFrom(parameters);
        for (int i = 0; i < direction.length; i++) {
          int at = piece.offset() + i;
          double moved = parameters[at] + (1 - 2 * side) * step * direction[i];
          network.parameters().set(at, (float) moved);
        }
        losses[side] = network.forwardBackward(batch, START);
      }
      assertEquals(
          expected,
          (losses[0] - losses[1]) / (2 * step),
          3e-3 * Math.max(1, Math.abs(expected)),
          piece.name());
    }
  }

  @Test
  void aBatchIsTheSumOfItsPartsAndWithoutExamplesZero() {
    Network network = network(graph(IMAGE, 3, Loss.CROSS_ENTROPY, residual(Activation.RELU)));
    Batch whole = batch(network.spec(), 5, 8);
    double loss = network.forwardBackward(whole, START);
    float[] gradient = network.gradient().toArray();
    Batch part = new Batch(5, IMAGE.elements(), 3);
    float[] sum = new float[gradient.length];
    double losses = 0;
    for (int row = 0; row < 5; row++) {
      part.rows(1);
      part.features()
          .floats()
          .put(0, whole.features().floats(), row * IMAGE.elements(), IMAGE.elements());
      part.targets().floats().put(0, whole.targets().floats(), row * 3, 3);
      losses += network.forwardBackward(part, START);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += network.gradient().get(i);
      }
    }
    assertEquals(loss, losses, 1e-5);
    assertArrayEquals(gradient, sum, 1e-5f);
    whole.rows(0);
    assertEquals(0, network.forwardBackward(whole, START));
    assertArrayEquals(new float[gradient.length], network.gradient().toArray());
  }

  @Test
  void whatIsReadByManyIsWrittenByNone() {
    Network network = network(shared());
    Batch batch = batch(network.spec(), 4, 5);
    float[] features = batch.features().toArray();
    double loss = network.forwardBackward(batch, START);
    float[] gradient = network.gradient().toArray();
    network.predict(batch, FlatVector.allocate(8));
    assertArrayEquals(features, batch.features().toArray());
    assertEquals(loss, network.forwardBackward(batch, START));
    assertArrayEquals(gradient, network.gradient().toArray());
    assertNotEquals(loss, network.forwardBackward(batch, START.advance(8)), "dropout is drawn");
  }

  /** The gradient of a layer before dropout would be wrong had dropout written over its output. */
  @Test
  void aNetworkThatCopiesForADeviceComputesTheSame() {
    Network ours = network(shared());
    FlatVector gradient = FlatVector.allocate(ours.gradient().length());
    Network copying = new CopyingNetwork(ours.spec(), ours.parameters(), gradient, SEED);
    Batch batch = batch(ours.spec(), 6, 3);
    assertEquals(ours.forwardBackward(batch, START), copying.forwardBackward(batch, START), 1e-4);
    assertArrayEquals(ours.gradient().toArray(), gradient.toArray(), 1e-4f);
    FlatVector expected = FlatVector.allocate(12);
    FlatVector actual = FlatVector.allocate(12);
    ours.predict(batch, expected);
    copying.predict(batch, actual);
    assertArrayEquals(expected.toArray(), actual.toArray(), 1e-5f);
    copying.close();
  }

  @Test
  void workersInOneProcessDoNotDisturbEachOther() throws Exception {
    NetworkSpec spec = graph(IMAGE, 3, Loss.CROSS_ENTROPY, residual(Activation.RELU));
    Batch batch = batch(spec, 5, 2);
    Network alone = network(spec);
    double loss = alone.forwardBackward(batch, START);
    Callable<Boolean> repeat =
        () -> {
          try (Network own = network(spec)) {
            boolean same = true;
            for (int i = 0; i < 20; i++) {
              same &= own.forwardBackward(batch, START) == loss;
              same &= Arrays.equals(own.gradient().toArray(), alone.gradient().toArray());
            }
            return same;
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<Boolean> same : threads.invokeAll(List.of(repeat, repeat))) {
        assertTrue(same.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anObserverSeesEachLayerOnceForwardAndOnceBackward() {
    List<String> events = new ArrayList<>();
    LayerObserver observer =
        new LayerObserver() {
          @Override
          public void enters(int layer, Pass pass) {
            events.add(pass.name().charAt(0) + "" + layer);
          }

          @Override
          public void leaves(int layer, Pass pass) {}
        };
    NetworkSpec spec =
        graph(
            IMAGE,
            2,
            Loss.CROSS_ENTROPY,
            new ModelBuilder()
                .add(conv(2, window(3, 1, 1), Activation.RELU))
                .residual(
                    body -> body.add(conv(2, window(3, 1, 1), Activation.RELU)),
                    shortcut -> shortcut.add(conv(2, window(1, 1, 0), Activation.IDENTITY))));
    bind(new Dl4jEngine(observer), spec, SEED).forwardBackward(batch(spec, 2, 1), START);
    assertEquals(List.of("F0", "F1", "F2", "B4", "B2", "B1", "B0"), events);
  }

  @Test
  void plainDl4jLoadsTheZipAndPredictsTheSame() throws Exception {
    for (NetworkSpec spec : List.of(shared(), smooth())) {
      Network ours = network(spec);
      Batch batch = batch(spec, 6, 9);
      ours.forwardBackward(batch, START);
      FlatVector outputs = FlatVector.allocate(6 * spec.outputs());
      ours.predict(batch, outputs);
      Path zip = folder.resolve("model.zip");
      try (OutputStream out = Files.newOutputStream(zip)) {
        Dl4jModelFile.write(spec, ours.parameters(), out);
      }
      ComputationGraph loaded = ComputationGraph.load(zip.toFile(), false);
      assertArrayEquals(
          PlainDl4j.values(loaded.outputSingle(PlainDl4j.features(batch, spec.input()))),
          outputs.toArray(),
          1e-5f);
      assertArrayEquals(PlainDl4j.values(loaded.params()), ours.parameters().toArray());
    }
  }
}
