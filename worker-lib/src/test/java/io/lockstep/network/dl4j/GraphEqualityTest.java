package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.graph;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.residual;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.network.Wire;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/** Invariant 9 for graphs: loss, gradient and outputs are those of plain DL4J. */
class GraphEqualityTest {
  private static final Progress START = Progress.start(1_000);
  private static final Shape IMAGE = Shape.image(3, 8, 8);
  private static final Loss CLASSES = Loss.CROSS_ENTROPY;

  @Test
  void aResidualNetworkEqualsPlainDl4j() {
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      assertEqualsPlain(graph(IMAGE, 4, CLASSES, residual(activation)), 1);
    }
  }

  /** What one reads, several others read and change, each in its own way. */
  @Test
  void layersThatShareWhatTheyReadEqualPlainDl4j() {
    ModelBuilder builder =
        new ModelBuilder()
            .add(conv(4, window(3, 1, 1), Activation.RELU), named("a"))
            .add(maxPool(window(3, 1, 1)), named("pool"))
            .add(conv(4, window(3, 1, 1), Activation.ELU), named("b", "a"))
            .add(new LayerSpec.BatchNorm(0.9, 1e-3), named("norm", "a"))
            .add(new LayerSpec.Activate(Activation.RELU), named("relu", "norm"))
            .add(new LayerSpec.Add(), named("sum", "b", "relu", "norm"))
            .add(new LayerSpec.Concat(), named("all", "sum", "pool", "input", "a"))
            .add(averagePool(window(2, 2, 0)))
            .add(dense(6, Activation.GELU), named("d"))
            .add(dense(5, Activation.TANH), named("e", "input"))
            .add(new LayerSpec.Concat(), named("f", "d", "e"));
    assertEqualsPlain(graph(IMAGE, 3, CLASSES, builder), 2);
  }

  /** Neither branch gives a gradient of the example, and none is needed. */
  @Test
  void twoFirstLayersEqualPlainDl4j() {
    ModelBuilder builder =
        new ModelBuilder()
            .add(conv(4, window(3, 2, 1), Activation.RELU), named("a"))
            .add(conv(2, window(5, 2, 2), Activation.RELU), named("b", "input"))
            .add(new LayerSpec.Concat(), named("c", "a", "b"))
            .add(new LayerSpec.GlobalPool(Pooling.MAX));
    assertEqualsPlain(graph(IMAGE, 3, CLASSES, builder), 3);
    ModelBuilder flat =
        new ModelBuilder()
            .add(dense(4, Activation.RELU), named("a"))
            .add(dense(4, Activation.TANH), named("b", "input"))
            .add(new LayerSpec.Add(), named("c", "a", "b"));
    assertEqualsPlain(graph(Shape.flat(7), 2, Loss.MSE, flat), 4);
  }

  @Test
  void randomGraphsEqualPlainDl4j() {
    for (long seed = 0; seed < 15; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ModelBuilder builder = new ModelBuilder();
      for (int blocks = 1 + random.nextInt(3); blocks > 0; blocks--) {
        int channels = 2 + random.nextInt(3);
        builder.residual(
            body -> {
              for (int i = random.nextInt(3); i > 0; i--) {
                body.add(anyLayer(random));
              }
              body.add(conv(channels, window(3, 1, 1), Activation.IDENTITY));
            },
            shortcut -> shortcut.add(conv(channels, window(1, 1, 0), Activation.IDENTITY)));
      }
      assertEqualsPlain(graph(IMAGE, 3, CLASSES, builder), seed);
    }
  }

  private static LayerSpec anyLayer(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new LayerSpec.BatchNorm(0.8, 1e-3);
      case 1 -> new LayerSpec.Activate(Activation.values()[random.nextInt(9)]);
      case 2 -> maxPool(window(3, 1, 1));
      default ->
          conv(1 + random.nextInt(5), window(3, 1, 1), Activation.values()[random.nextInt(9)]);
    };
  }

  private static Wire named(String name, String... from) {
    return new Wire(Optional.of(name), List.of(from));
  }

  private static void assertEqualsPlain(NetworkSpec spec, long seed) {
    String name = "seed " + seed + ": " + spec.layers();
    Network ours = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(seed));
    Batch batch = batch(spec, 7, seed);
    ours.forwardBackward(batch, START);
    double loss = ours.forwardBackward(batch, START);
    FlatVector outputs = FlatVector.allocate(7 * spec.outputs());
    ours.predict(batch, outputs);

    ComputationGraph plain = PlainDl4j.graph(spec, ours.parameters());
    PlainDl4j.withoutOneDnn(
        () -> {
          plain.setInput(0, PlainDl4j.features(batch, spec.input()));
          plain.setLabel(0, PlainDl4j.targets(batch));
          plain.computeGradientAndScore();
          float[] expected =
              PlainDl4j.values(plain.outputSingle(PlainDl4j.features(batch, spec.input())));
          assertClose(expected, outputs.toArray(), 1e-4, name);
          return null;
        });
    assertEquals(plain.score() * 7, loss, 1e-4 * Math.max(1, loss), name);
    float[] gradient = PlainDl4j.values(plain.getGradientsViewArray());
    for (Piece piece : spec.layout().pieces()) {
      float[] expected = new float[piece.length()];
      for (int i = 0; i < expected.length; i++) {
        // DL4J leaves old - new once, however many rows there are.
        expected[i] = gradient[piece.offset() + i] * (piece.kind().trained() ? 1 : 7);
      }
      assertClose(
          expected, ours.gradient().toArray(piece.slice()), 1e-3, piece.name() + " of " + name);
    }
  }

  /** Within a fraction of the largest expected value. */
  private static void assertClose(float[] expected, float[] actual, double fraction, String what) {
    assertEquals(expected.length, actual.length, what);
    double largest = 1e-2;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], fraction * largest, "[" + i + "] of " + what);
    }
  }
}
