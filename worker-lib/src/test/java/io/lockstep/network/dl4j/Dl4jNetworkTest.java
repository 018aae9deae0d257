package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class Dl4jNetworkTest {
  private static final Progress START = Progress.start(1_000);
  private static final Seed SEED = new Seed(11);

  /** One of each kind; smooth, so that finite differences hold. */
  private static NetworkSpec everyKind(Loss loss) {
    return network(
        Shape.image(2, 9, 9),
        3,
        loss,
        conv(4, window(3, 1, 1), Activation.TANH),
        maxPool(window(3, 2, 1)),
        conv(5, window(2, 1, 0), Activation.IDENTITY),
        new LayerSpec.BatchNorm(0.9, 1e-3),
        new LayerSpec.Activate(Activation.SIGMOID),
        averagePool(window(2, 2, 1)),
        dense(7, Activation.SOFTPLUS));
  }

  private static Network bind(NetworkSpec spec) {
    return TestingNetworks.bind(new Dl4jEngine(), spec, SEED);
  }

  @Test
  void ourLayersTakeThePlacesOfDl4js() {
    Dl4jNetwork network = (Dl4jNetwork) bind(everyKind(Loss.MSE));
    network.forwardBackward(batch(network.spec(), 4, 1), START);
    assertInstanceOf(OneDnnConvolutionLayer.class, network.layer(0));
    assertInstanceOf(OneDnnConvolutionLayer.class, network.layer(2));
    assertInstanceOf(BatchNormLayer.class, network.layer(3));
  }

  @Test
  void gradientsEqualFiniteDifferencesAlongRandomDirections() {
    for (Loss loss : TestingNetworks.losses()) {
      for (Pooling pooling : Pooling.values()) {
        assertFiniteDifferences(everyKind(loss));
        assertFiniteDifferences(
            network(
                Shape.image(2, 6, 6),
                3,
                loss,
                conv(3, window(3, 2, 1), Activation.ELU),
                new LayerSpec.GlobalPool(pooling)));
      }
    }
  }

  /** Central differences in float32 with a double loss: errors of about step² and 1e-6 / step. */
  private static void assertFiniteDifferences(NetworkSpec spec) {
    Network network = bind(spec);
    Batch batch = batch(spec, 5, 3);
    network.forwardBackward(batch, START);
    float[] gradient = network.gradient().toArray();
    float[] parameters = network.parameters().toArray();
    SplittableRandom random = new SplittableRandom(4);
    double step = 2e-3;
    for (Piece piece : spec.layout().pieces()) {
      if (piece.kind().trained()) {
        double[] direction = new double[piece.length()];
        double expected = 0;
        for (int i = 0; i < direction.length; i++) {
          direction[i] = (random.nextBoolean() ? 1 : -1) / Math.sqrt(direction.length);
          expected += direction[i] * gradient[piece.offset() + i];
        }
        double above = lossAt(network, batch, parameters, piece, direction, step);
        double below = lossAt(network, batch, parameters, piece, direction, -step);
        assertEquals(
            expected,
            (above - below) / (2 * step),
            3e-3 * Math.max(1, Math.abs(expected)),
            piece.name() + " of " + spec.layers());
      }
    }
  }

  private static double lossAt(
      Network network,
      Batch batch,
      float[] parameters,
      Piece piece,
      double[] direction,
      double step) {
    network.parameters().copyFrom(parameters);
    for (int i = 0; i < direction.length; i++) {
      int at = piece.offset() + i;
      network.parameters().set(at, (float) (parameters[at] + step * direction[i]));
    }
    return network.forwardBackward(batch, START);
  }

  @Test
  void statisticsMoveToTheBatchBySubtractingTheirMeanGradient() {
    NetworkSpec spec =
        network(Shape.flat(3), 2, Loss.CROSS_ENTROPY, new LayerSpec.BatchNorm(0.75, 1e-5));
    Network network = bind(spec);
    Batch batch = batch(spec, 8, 6);
    network.forwardBackward(batch, START);
    for (int feature = 0; feature < 3; feature++) {
      double mean = 0;
      double square = 0;
      for (int row = 0; row < 8; row++) {
        double x = batch.features().get(row * 3 + feature);
        mean += x / 8;
        square += x * x / 8;
      }
      double variance = square - mean * mean;
      assertEquals(0.25 * mean, 0 - network.gradient().get(6 + feature) / 8, 1e-6);
      assertEquals(0.75 + 0.25 * variance, 1 - network.gradient().get(9 + feature) / 8, 1e-6);
    }
  }

  @Test
  void workersInOneProcessDoNotDisturbEachOther() throws Exception {
    NetworkSpec spec =
        network(
            Shape.image(1, 8, 8),
            3,
            Loss.CROSS_ENTROPY,
            conv(4, window(3, 1, 0), Activation.RELU),
            new LayerSpec.Dropout(0.3),
            dense(20, Activation.RELU));
    Batch batch = batch(spec, 5, 2);
    Network alone = bind(spec);
    double loss = alone.forwardBackward(batch, START);
    Callable<Boolean> repeat =
        () -> {
          try (Network own = bind(spec)) {
            boolean same = true;
            for (int i = 0; i < 30; i++) {
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
  void dropoutReplaysByStepOnAnyThread() throws Exception {
    NetworkSpec spec =
        network(
            Shape.flat(4),
            2,
            Loss.CROSS_ENTROPY,
            dense(400, Activation.TANH),
            new LayerSpec.Dropout(0.25));
    Network network = bind(spec);
    Batch batch = batch(spec, 8, 2);
    double first = network.forwardBackward(batch, START);
    assertNotEquals(first, network.forwardBackward(batch, START.advance(8)));
    assertEquals(first, network.forwardBackward(batch, START));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertEquals(first, other.submit(() -> network.forwardBackward(batch, START)).get());
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void dropoutKeepsItsRateAndScalesWhatIsLeft() {
    NetworkSpec spec =
        network(
            Shape.flat(1),
            2,
            Loss.MSE,
            dense(4_000, Activation.IDENTITY),
            new LayerSpec.Dropout(0.25));
    Network network = bind(spec);
    network.parameters().fill(1);
    Batch batch = batch(spec, 1, 2);
    batch.features().fill(1);
    batch.targets().fill(0);
    network.forwardBackward(batch, START);
    // The gradient of an output weight is its input, 2 / 0.75 or 0, times dL/dy, one number.
    Piece output = spec.layout().pieces().get(2);
    float[] gradient = Arrays.copyOf(network.gradient().toArray(output.slice()), 4_000);
    float kept = 0;
    int dropped = 0;
    for (float value : gradient) {
      dropped += value == 0 ? 1 : 0;
      kept = Math.max(kept, value);
    }
    assertEquals(0.25, dropped / 4_000.0, 0.03);
    // y = 1 + the sum of what is left; dL/dy = 2 y / 2.
    double y = 1 + (4_000 - dropped) * 2 / 0.75;
    assertEquals(y * 2 / 0.75, kept, 1e-3 * kept);
    FlatVector prediction = FlatVector.allocate(2);
    network.predict(batch, prediction);
    assertEquals(8_001, prediction.get(0), 1, "nothing is dropped at inference");
  }

  @Test
  void aNetworkThatCopiesForADeviceComputesTheSame() {
    NetworkSpec spec =
        network(
            Shape.image(2, 8, 8),
            3,
            Loss.CROSS_ENTROPY,
            conv(4, window(3, 1, 1), Activation.RELU),
            maxPool(window(2, 2, 0)),
            new LayerSpec.BatchNorm(0.9, 1e-3),
            new LayerSpec.Dropout(0.3),
            dense(7, Activation.TANH));
    Network ours = bind(spec);
    FlatVector gradient = FlatVector.allocate(spec.layout().length());
    Network copying = new CopyingNetwork(spec, ours.parameters(), gradient, SEED);
    Batch batch = batch(spec, 6, 3);
    for (int rows = 6; rows >= 0; rows -= 3) {
      batch.rows(rows);
      ours.parameters().set(5, rows);
      assertEquals(ours.forwardBackward(batch, START), copying.forwardBackward(batch, START), 1e-4);
      assertArrayEquals(ours.gradient().toArray(), gradient.toArray(), 1e-4f);
      FlatVector expected = FlatVector.allocate(18);
      FlatVector actual = FlatVector.allocate(18);
      ours.predict(batch, expected);
      copying.predict(batch, actual);
      assertArrayEquals(expected.toArray(), actual.toArray(), 1e-5f);
    }
    copying.close();
  }

  @Test
  void refusesVectorsOfAnotherLength() {
    NetworkSpec spec = network(Shape.flat(3), 2, Loss.MSE);
    FlatVector eight = FlatVector.allocate(8);
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Dl4jEngine().bind(spec, eight, FlatVector.allocate(7), 4, SEED));
    assertEquals("Invalid gradient (length 8): 7", failure.getMessage());
  }

  @Test
  void aBatchWithoutExamplesGivesZeros() {
    Network network = bind(everyKind(Loss.CROSS_ENTROPY));
    Batch batch = batch(network.spec(), 2, 1);
    network.forwardBackward(batch, START);
    batch.rows(0);
    assertEquals(0, network.forwardBackward(batch, START));
    assertArrayEquals(new float[network.gradient().length()], network.gradient().toArray());
    network.predict(batch, FlatVector.allocate(0));
  }

  @Test
  void aBatchIsTheSumOfItsParts() {
    NetworkSpec spec =
        network(
            Shape.image(1, 6, 6),
            3,
            Loss.CROSS_ENTROPY,
            conv(3, window(3, 1, 0), Activation.RELU),
            maxPool(window(2, 2, 0)));
    Network network = bind(spec);
    Batch whole = batch(spec, 5, 8);
    double loss = network.forwardBackward(whole, START);
    float[] gradient = network.gradient().toArray();
    Batch part = new Batch(5, 36, 3);
    float[] sum = new float[gradient.length];
    double losses = 0;
    for (int row = 0; row < 5; row++) {
      part.rows(1);
      part.features().floats().put(0, whole.features().floats(), row * 36, 36);
      part.targets().floats().put(0, whole.targets().floats(), row * 3, 3);
      losses += network.forwardBackward(part, START);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += network.gradient().get(i);
      }
    }
    assertEquals(loss, losses, 1e-5);
    assertArrayEquals(gradient, sum, 1e-5f);
  }

  @Test
  void readsTheExamplesWithoutWritingThem() {
    for (LayerSpec first :
        List.of(
            new LayerSpec.Activate(Activation.TANH),
            new LayerSpec.Dropout(0.5),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            dense(4, Activation.TANH))) {
      NetworkSpec spec =
          network(
              Shape.image(1, 3, 3),
              2,
              Loss.CROSS_ENTROPY,
              first,
              new LayerSpec.Activate(Activation.RELU),
              new LayerSpec.Dropout(0.5));
      Network network = bind(spec);
      Batch batch = batch(spec, 4, 5);
      float[] features = batch.features().toArray();
      float[] targets = batch.targets().toArray();
      float[] parameters = network.parameters().toArray();
      network.predict(batch, FlatVector.allocate(8));
      network.forwardBackward(batch, START);
      assertArrayEquals(features, batch.features().toArray(), first.toString());
      assertArrayEquals(targets, batch.targets().toArray(), first.toString());
      assertArrayEquals(parameters, network.parameters().toArray(), first.toString());
    }
  }

  @Test
  void predictionDoesNotChangeTheNextStep() {
    NetworkSpec spec = everyKind(Loss.CROSS_ENTROPY);
    Network network = bind(spec);
    Batch batch = batch(spec, 6, 5);
    double loss = network.forwardBackward(batch, START);
    float[] gradient = network.gradient().toArray();
    FlatVector outputs = FlatVector.allocate(18);
    network.predict(batch, outputs);
    for (int row = 0; row < 6; row++) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += outputs.get(3 * row + i);
      }
      assertEquals(1, sum, 1e-6, "probabilities of row " + row);
    }
    assertEquals(loss, network.forwardBackward(batch, START));
    assertArrayEquals(gradient, network.gradient().toArray());
  }

  @Test
  void refusesABatchOfAnotherShape() {
    Network network = bind(everyKind(Loss.CROSS_ENTROPY));
    Batch batch = new Batch(2, 10, 3);
    batch.rows(2);
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> network.forwardBackward(batch, START));
    assertEquals(
        "Invalid batch (162 features and 3 targets): 10 features and 3 targets",
        failure.getMessage());
  }

  @Test
  void theVectorsOutliveTheNetwork() {
    Network network = bind(everyKind(Loss.CROSS_ENTROPY));
    Batch batch = batch(network.spec(), 3, 1);
    network.forwardBackward(batch, START);
    float[] gradient = network.gradient().toArray();
    FlatVector parameters = network.parameters();
    network.close();
    assertArrayEquals(gradient, network.gradient().toArray());
    Network again = new Dl4jEngine().bind(network.spec(), parameters, network.gradient(), 3, SEED);
    again.forwardBackward(batch, START);
    assertArrayEquals(gradient, again.gradient().toArray());
  }

  @Test
  void memoryDoesNotGrowWithSteps() throws IOException {
    // 4 MB of activations a step, so that keeping them would take 800 MB.
    NetworkSpec spec =
        network(Shape.flat(4_096), 3, Loss.MSE, new LayerSpec.Activate(Activation.RELU));
    Network network = bind(spec);
    Batch batch = batch(spec, 256, 1);
    FlatVector outputs = FlatVector.allocate(256 * 3);
    long before = 0;
    for (int step = 0; step < 220; step++) {
      before = step == 20 ? residentBytes() : before;
      batch.rows(256 - step % 3);
      network.forwardBackward(batch, START);
      network.predict(batch, outputs);
    }
    long grown = residentBytes() - before;
    assertTrue(grown < 300 << 20, "the process grew by " + (grown >> 20) + " MB in 200 steps");
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void predictsTheRatesOfPoisson() {
    NetworkSpec poisson = network(Shape.flat(4), 3, new Loss.Poisson());
    NetworkSpec linear = network(Shape.flat(4), 3, Loss.MSE);
    FlatVector rates = FlatVector.allocate(5 * 3);
    FlatVector logarithms = FlatVector.allocate(5 * 3);
    bind(poisson).predict(batch(linear, 5, 1), rates);
    bind(linear).predict(batch(linear, 5, 1), logarithms);
    for (int i = 0; i < rates.length(); i++) {
      assertEquals(Math.exp(logarithms.get(i)), rates.get(i), 1e-6 * rates.get(i));
    }
  }

  @Test
  void gradientIsTheSumOfTheExamplesTimesTheirWeights() {
    NetworkSpec spec = network(Shape.flat(4), 3, Loss.CROSS_ENTROPY, dense(5, Activation.TANH));
    float[] weights = {0.5f, 0, 3};
    Network network = bind(spec);
    Batch batch = new Batch(3, 4, 3, Batch.Weighting.WEIGHTED, 0);
    Batch one = new Batch(1, 4, 3);
    Batch drawn = batch(spec, 3, 1);
    double[] expected = new double[spec.layout().length()];
    double loss = 0;
    for (int row = 0; row < 3; row++) {
      for (Batch to : List.of(batch, one)) {
        int at = to == one ? 0 : row;
        for (int i = 0; i < 4; i++) {
          to.features().set(at * 4 + i, drawn.features().get(row * 4 + i));
        }
        for (int i = 0; i < 3; i++) {
          to.targets().set(at * 3 + i, drawn.targets().get(row * 3 + i));
        }
      }
      batch.weights().set(row, weights[row]);
      one.rows(1);
      loss += weights[row] * network.forwardBackward(one, START);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += weights[row] * network.gradient().get(i);
      }
    }
    batch.rows(3);
    assertEquals(loss, network.forwardBackward(batch, START), 1e-6 * loss);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], network.gradient().get(i), 1e-5);
    }
  }
}
