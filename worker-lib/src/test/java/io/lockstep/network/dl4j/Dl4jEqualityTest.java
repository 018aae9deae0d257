package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Window;
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
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Invariant 9: one worker's gradients and steps are those of plain DL4J. */
class Dl4jEqualityTest {
  private static final Progress START = Progress.start(1_000);
  private static final double RATE = 0.1;

  @Test
  void lossGradientAndOutputsEqualPlainDl4jOnRandomNetworks() {
    for (long seed = 0; seed < 30; seed++) {
      assertEqualsPlain(randomNetwork(new SplittableRandom(seed)), seed);
    }
  }

  /** Where the pooling does the convolution's ReLU and images change their memory order. */
  @Test
  void lossGradientAndOutputsEqualPlainDl4jWherePoolingFollowsConvolution() {
    long seed = 0;
    for (Window pool : List.of(window(2, 2, 0), window(3, 2, 1), window(3, 1, 1))) {
      for (Activation activation : List.of(Activation.RELU, Activation.ELU)) {
        NetworkSpec spec =
            network(
                Shape.image(2, 11, 12),
                3,
                Loss.CROSS_ENTROPY,
                conv(5, window(3, 1, 1), activation),
                maxPool(pool),
                conv(9, window(2, 1, 0), activation),
                maxPool(pool),
                conv(4, window(2, 1, 1), activation),
                conv(3, window(1, 1, 0), activation));
        assertEqualsPlain(spec, seed++);
      }
    }
  }

  private static void assertEqualsPlain(NetworkSpec spec, long seed) {
    String name = "seed " + seed + ": " + spec.input() + " " + spec.layers();
    Network ours = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(seed));
    Batch batch = batch(spec, 7, seed);
    double loss = ours.forwardBackward(batch, START);
    FlatVector outputs = FlatVector.allocate(7 * spec.outputs());
    ours.predict(batch, outputs);

    MultiLayerNetwork plain = PlainDl4j.network(spec, ours.parameters());
    PlainDl4j.withoutOneDnn(
        () -> {
          plain.setInput(PlainDl4j.features(batch, spec.input()));
          plain.setLabels(PlainDl4j.targets(batch));
          plain.computeGradientAndScore();
          float[] expected = PlainDl4j.values(plain.output(plain.getInput(), false));
          assertClose(expected, outputs.toArray(), 1e-4, name);
          return null;
        });
    assertEquals(plain.score() * 7, loss, 1e-4 * Math.max(1, loss), name);
    float[] gradient = PlainDl4j.values(plain.getFlattenedGradients());
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

  @Test
  void plainSgdEqualsPlainFitOfAnMlp() {
    MultiLayerConfiguration plain =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .updater(new Sgd(RATE))
            .list()
            .layer(dl4jDense(12, 16))
            .layer(dl4jDense(16, 8))
            .layer(
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(8)
                    .nOut(2)
                    .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                    .build())
            .build();
    assertFitsAlike(
        plain,
        network(
            Shape.flat(12), 2, Loss.MSE, dense(16, Activation.RELU), dense(8, Activation.RELU)));
  }

  @Test
  void plainSgdEqualsPlainFitOfAConvolutionalNetwork() {
    MultiLayerConfiguration plain =
        new NeuralNetConfiguration.Builder()
            .seed(6)
            .updater(new Sgd(RATE))
            .list()
            .layer(dl4jConvolution(4, 3).build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(
                dl4jConvolution(6, 2)
                    .hasBias(false)
                    .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                    .build())
            .layer(new BatchNormalization.Builder().decay(0.9).eps(1e-5).useLogStd(false).build())
            .layer(dl4jDense(6 * 3 * 3, 10))
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutional(10, 10, 2))
            .build();
    assertFitsAlike(
        plain,
        network(
            Shape.image(2, 10, 10),
            3,
            Loss.CROSS_ENTROPY,
            conv(4, window(3, 1, 0), Activation.RELU),
            maxPool(window(2, 2, 0)),
            conv(6, window(2, 1, 0), Activation.IDENTITY),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            dense(10, Activation.RELU)));
  }

  private static DenseLayer dl4jDense(int in, int out) {
    return new DenseLayer.Builder()
        .nIn(in)
        .nOut(out)
        .activation(org.nd4j.linalg.activations.Activation.RELU)
        .build();
  }

  private static ConvolutionLayer.Builder dl4jConvolution(int filters, int kernel) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(filters)
        .activation(org.nd4j.linalg.activations.Activation.RELU);
  }

  /** Both start at DL4J's own initial parameters and see the same 20 batches. */
  private static void assertFitsAlike(MultiLayerConfiguration configuration, NetworkSpec spec) {
    MultiLayerNetwork plain = PlainDl4j.network(configuration);
    assertEquals(plain.numParams(), spec.layout().length());
    Network ours = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(1));
    ours.parameters().copyFrom(PlainDl4j.values(plain.params()));
    for (int step = 0; step < 20; step++) {
      Batch batch = batch(spec, 6, 100 + step);
      PlainDl4j.withoutOneDnn(
          () -> {
            plain.fit(PlainDl4j.features(batch, spec.input()), PlainDl4j.targets(batch));
            return null;
          });
      ours.forwardBackward(batch, START);
      descend(spec, ours, batch.rows());
    }
    assertClose(
        PlainDl4j.values(plain.params()), ours.parameters().toArray(), 1e-4, "after 20 steps");
  }

  private static void descend(NetworkSpec spec, Network network, int rows) {
    for (Piece piece : spec.layout().pieces()) {
      double rate = piece.kind().trained() ? RATE : 1;
      for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
        double change = rate * network.gradient().get(i) / rows;
        network.parameters().set(i, (float) (network.parameters().get(i) - change));
      }
    }
  }

  /** Up to five hidden layers of any kind that fits. */
  private static NetworkSpec randomNetwork(SplittableRandom random) {
    boolean image = random.nextInt(4) > 0;
    Shape input =
        image
            ? Shape.image(1 + random.nextInt(3), 8 + random.nextInt(5), 8 + random.nextInt(5))
            : Shape.flat(3 + random.nextInt(10));
    List<LayerSpec> layers = new ArrayList<>();
    boolean flat = !image;
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      LayerSpec layer = flat ? flatLayer(random) : imageLayer(random);
      layers.add(layer);
      flat |= layer instanceof LayerSpec.Dense || layer instanceof LayerSpec.GlobalPool;
    }
    Loss loss = random.nextBoolean() ? Loss.CROSS_ENTROPY : Loss.MSE;
    return network(input, 2 + random.nextInt(3), loss, layers.toArray(LayerSpec[]::new));
  }

  private static LayerSpec imageLayer(SplittableRandom random) {
    // Kernels of 3 with padding 1 and strides of 1 or 2 fit whatever is left.
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          conv(1 + random.nextInt(5), window(3, 1 + random.nextInt(2), 1), activation(random));
      case 2 -> maxPool(window(3, 1 + random.nextInt(2), 1));
      case 3 -> maxPool(window(2, 2, 1));
      case 4 -> averagePool(window(3, 2, 1));
      case 5 -> new LayerSpec.GlobalPool(Pooling.values()[random.nextInt(2)]);
      default -> flatLayer(random);
    };
  }

  private static LayerSpec flatLayer(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new LayerSpec.BatchNorm(0.8, 1e-3);
      case 1 -> new LayerSpec.Activate(activation(random));
      default -> dense(1 + random.nextInt(12), activation(random));
    };
  }

  private static Activation activation(SplittableRandom random) {
    return Activation.values()[random.nextInt(Activation.values().length)];
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
