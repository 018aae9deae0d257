package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Invariant 9 for sequences: loss and gradients are plain DL4J's, but for the mean over steps. */
class SequenceEqualityTest {
  private static final int ROWS = 5;

  @Test
  void lossGradientAndOutputsEqualPlainDl4jOnRandomSequenceNetworks() {
    int ids = 0;
    for (long seed = 0; seed < 20; seed++) {
      NetworkSpec spec = randomNetwork(new SplittableRandom(seed));
      ids += spec.input().isIds() ? 1 : 0;
      assertEqualsPlain(spec, seed);
    }
    assertTrue(ids >= 5, ids + " of ids");
  }

  /** A smaller batch after a larger one, as the last of an epoch, finds room and no leftovers. */
  @Test
  void anyBatchSizeFollowsAnyOther() {
    NetworkSpec spec =
        network(Shape.sequence(4, 3), 2, 1, Loss.CROSS_ENTROPY, lstm(5, Returned.LAST));
    Network used = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(1));
    for (int rows : new int[] {6, 2, 9, 1, 6}) {
      Network fresh = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(1));
      Batch batch = batch(spec, rows, rows);
      assertEquals(
          fresh.forwardBackward(batch, Progress.start(10)),
          used.forwardBackward(batch, Progress.start(10)));
      assertArrayEquals(
          fresh.gradient().toArray(), used.gradient().toArray(), "a batch of " + rows);
    }
  }

  private static void assertEqualsPlain(NetworkSpec spec, long seed) {
    String name = "seed " + seed + ": " + spec.input() + " " + spec.layers();
    Network ours = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(seed));
    Batch batch = batch(spec, ROWS, seed);
    double loss = ours.forwardBackward(batch, Progress.start(1_000));
    FlatVector outputs = FlatVector.allocate(ROWS * spec.outputs());
    ours.predict(batch, outputs);

    MultiLayerNetwork plain = PlainDl4j.network(spec, ours.parameters());
    PlainDl4j.withoutOneDnn(
        () -> {
          plain.setInput(features(spec, batch));
          plain.setLabels(targets(spec, batch));
          plain.computeGradientAndScore();
          float[] expected = PlainDl4j.values(plain.output(plain.getInput(), false));
          assertClose(expected, 1, outputs.toArray(), 1e-4, name);
          return null;
        });
    int steps = spec.steps();
    assertEquals(plain.score() * ROWS / steps, loss, 1e-4 * Math.max(1, loss), name);
    float[] gradient = PlainDl4j.values(plain.getFlattenedGradients());
    for (Piece piece : spec.layout().pieces()) {
      float[] expected = new float[piece.length()];
      System.arraycopy(gradient, piece.offset(), expected, 0, expected.length);
      float[] actual = ours.gradient().toArray(piece.slice());
      assertClose(expected, steps, actual, 1e-3, piece.name() + " of " + name);
    }
  }

  private static INDArray features(NetworkSpec spec, Batch batch) {
    Shape shape = spec.input();
    return (shape.isIds()
            ? Views.of(batch.features(), batch.rows(), shape.time())
            : Views.of(batch.features(), batch.rows(), shape.time(), shape.features()))
        .dup();
  }

  private static INDArray targets(NetworkSpec spec, Batch batch) {
    return (spec.output().isSequence()
            ? Views.of(batch.targets(), batch.rows(), spec.steps(), spec.outputsOfStep())
            : Views.of(batch.targets(), batch.rows(), spec.outputs()))
        .dup();
  }

  private static NetworkSpec randomNetwork(SplittableRandom random) {
    int time = 1 + random.nextInt(6);
    int width = 1 + random.nextInt(4);
    List<LayerSpec> layers = new ArrayList<>();
    boolean ids = random.nextBoolean();
    if (ids) {
      layers.add(new LayerSpec.Embedding(1 + random.nextInt(5)));
    }
    if (random.nextBoolean()) {
      layers.add(dense(1 + random.nextInt(5), Activation.TANH));
    }
    layers.add(lstm(1 + random.nextInt(6), Returned.SEQUENCE));
    if (random.nextBoolean()) {
      layers.add(dense(1 + random.nextInt(5), Activation.ELU));
    }
    Returned returned = random.nextBoolean() ? Returned.SEQUENCE : Returned.LAST;
    layers.add(lstm(1 + random.nextInt(6), returned));
    if (random.nextBoolean()) {
      layers.add(dense(1 + random.nextInt(5), Activation.SOFTPLUS));
    }
    int steps = returned == Returned.SEQUENCE ? time : 1;
    Loss loss = random.nextBoolean() ? Loss.CROSS_ENTROPY : Loss.MSE;
    return network(
        ids ? Shape.ids(time, 2 + width) : Shape.sequence(time, width),
        steps * (2 + random.nextInt(3)),
        steps,
        loss,
        layers.toArray(LayerSpec[]::new));
  }

  private static NetworkSpec network(
      Shape input, int outputs, int steps, Loss loss, LayerSpec... layers) {
    return NetworkSpec.infer(TestingNetworks.model(layers), input, outputs, steps, loss);
  }

  private static LayerSpec.Lstm lstm(int units, Returned returned) {
    return TestingNetworks.lstm(units, returned);
  }

  private static Batch batch(NetworkSpec spec, int rows, long seed) {
    return TestingNetworks.batch(spec, rows, seed);
  }

  private static void assertClose(
      float[] expected, int divisor, float[] actual, double fraction, String what) {
    assertEquals(expected.length, actual.length, what);
    double largest = 1e-2;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value / divisor));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i] / divisor, actual[i], fraction * largest, "[" + i + "] of " + what);
    }
  }
}
