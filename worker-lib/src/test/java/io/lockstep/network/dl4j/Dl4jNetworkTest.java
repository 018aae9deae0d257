package io.lockstep.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.Initializer;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Loss;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class Dl4jNetworkTest {
  private static final Progress START = Progress.start(1_000);
  private static final Seed SEED = new Seed(11);

  static LayerSpec.Dense dense(int units, Activation activation) {
    return new LayerSpec.Dense(units, activation, Initialization.HE, Bias.AUTO);
  }

  static LayerSpec.Conv2d conv(int filters, int kernel, int padding, Activation activation) {
    return new LayerSpec.Conv2d(
        filters, window(kernel, 1, padding), activation, Initialization.HE, Bias.AUTO);
  }

  static Window window(int kernel, int stride, int padding) {
    return new Window(Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding));
  }

  static LayerSpec.Pool pool(Pooling pooling, int kernel, int stride, int padding) {
    return new LayerSpec.Pool(pooling, window(kernel, stride, padding));
  }

  static NetworkSpec network(Shape input, int outputs, Loss loss, LayerSpec... hidden) {
    List<LayerSpec> layers = new ArrayList<>(List.of(hidden));
    layers.add(new LayerSpec.Output(OptionalInt.empty(), Optional.of(loss), Initialization.XAVIER));
    return NetworkSpec.infer(new ModelSpec(layers), input, outputs, loss);
  }

  private static NetworkSpec small() {
    return network(
        Shape.image(2, 9, 9),
        3,
        Loss.CROSS_ENTROPY,
        conv(4, 3, 1, Activation.TANH),
        pool(Pooling.MAX, 3, 2, 1),
        conv(5, 2, 0, Activation.IDENTITY),
        new LayerSpec.Activate(Activation.SIGMOID),
        pool(Pooling.AVERAGE, 2, 2, 0),
        dense(7, Activation.SOFTPLUS));
  }

  static Batch batch(NetworkSpec spec, int rows, long seed) {
    Batch batch = new Batch(rows, spec.input().elements(), spec.outputs());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < batch.features().length(); i++) {
      batch.features().set(i, (float) (2 * random.nextDouble() - 1));
    }
    for (int row = 0; row < rows; row++) {
      if (spec.loss() == Loss.CROSS_ENTROPY) {
        batch.targets().set(row * spec.outputs() + random.nextInt(spec.outputs()), 1f);
      } else {
        for (int i = 0; i < spec.outputs(); i++) {
          batch.targets().set(row * spec.outputs() + i, (float) random.nextDouble());
        }
      }
    }
    batch.rows(rows);
    return batch;
  }

  private static Dl4jNetwork bind(NetworkSpec spec) {
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    Initializer.initialize(spec, SEED, parameters);
    return new Dl4jNetwork(spec, parameters, FlatVector.allocate(parameters.length()), SEED);
  }

  @Test
  void oneDnnComputesTheLayersThatItHas() {
    Dl4jNetwork network = bind(small());
    network.forwardBackward(batch(network.spec(), 4, 1), START);
    assertInstanceOf(
        MKLDNNConvHelper.class, ((ConvolutionLayer) network.network().getLayer(0)).getHelper());
    assertInstanceOf(
        MKLDNNSubsamplingHelper.class,
        ((SubsamplingLayer) network.network().getLayer(1)).getHelper());
  }

  @Test
  void openBlasKnowsAProcessorWithAvx2() {
    Natives natives = Natives.loaded();
    assumeTrue(natives.cpu().hasAvx2(), "this processor has no AVX2");
    assertTrue(
        List.of("Haswell", "Zen", "SkylakeX", "Cooperlake", "Sapphirerapids")
            .contains(natives.blasCore()),
        "OpenBLAS takes this processor for " + natives.blasCore());
    assertTrue(natives.variant().startsWith("onednn-avx"), natives.variant());
    assertEquals(natives.cpu().hasAvx512(), natives.variant().endsWith("avx512"));
  }

  @Test
  void lossAndGradientEqualFiniteDifferences() {
    for (NetworkSpec spec :
        List.of(
            small(),
            network(Shape.flat(6), 2, Loss.MSE, dense(5, Activation.TANH)),
            network(
                Shape.image(2, 6, 6),
                3,
                Loss.CROSS_ENTROPY,
                conv(3, 3, 0, Activation.TANH),
                new LayerSpec.GlobalPool(Pooling.AVERAGE)))) {
      Dl4jNetwork network = bind(spec);
      Batch batch = batch(spec, 5, 3);
      network.forwardBackward(batch, START);
      float[] gradient = network.gradient().toArray();
      SplittableRandom random = new SplittableRandom(4);
      double step = 5e-3;
      for (int trial = 0; trial < 60; trial++) {
        int i = random.nextInt(gradient.length);
        float value = network.parameters().get(i);
        network.parameters().set(i, (float) (value + step));
        double above = network.forwardBackward(batch, START);
        network.parameters().set(i, (float) (value - step));
        double below = network.forwardBackward(batch, START);
        network.parameters().set(i, value);
        double expected = (above - below) / (2 * step);
        assertEquals(
            expected, gradient[i], 2e-3 * Math.max(1, Math.abs(expected)), spec.input() + " " + i);
      }
    }
  }

  @Test
  void gradientsEqualThoseOfPlainDl4jWithoutOneDnn() {
    NetworkSpec spec =
        network(
            Shape.image(3, 12, 12),
            4,
            Loss.CROSS_ENTROPY,
            conv(6, 3, 1, Activation.RELU),
            pool(Pooling.MAX, 3, 2, 1),
            conv(8, 3, 0, Activation.IDENTITY),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            new LayerSpec.Activate(Activation.RELU),
            pool(Pooling.MAX, 2, 2, 0),
            dense(16, Activation.RELU));
    Dl4jNetwork ours = bind(spec);
    Batch batch = batch(spec, 8, 5);
    double loss = ours.forwardBackward(batch, START);

    MultiLayerNetwork plain = plain(spec, ours.parameters());
    plain.setInput(Views.of(batch.features(), 8, 3, 12, 12).dup());
    plain.setLabels(Views.of(batch.targets(), 8, 4).dup());
    plain.computeGradientAndScore();
    assertEquals(plain.score() * 8, loss, 1e-4 * loss);
    float[] expected = plain.getFlattenedGradients().dup().data().asFloat();
    for (Piece piece : spec.layout().pieces()) {
      for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
        float of = piece.kind() == Piece.Kind.STATISTIC ? expected[i] * 8 : expected[i];
        assertEquals(of, ours.gradient().get(i), 1e-3 * Math.max(1, Math.abs(of)), piece.name());
      }
    }
  }

  @Test
  void plainSgdEqualsPlainFit() {
    NetworkSpec spec =
        network(
            Shape.image(1, 8, 8),
            3,
            Loss.CROSS_ENTROPY,
            conv(4, 3, 0, Activation.RELU),
            pool(Pooling.MAX, 2, 2, 0),
            dense(10, Activation.RELU));
    Dl4jNetwork ours = bind(spec);
    MultiLayerNetwork plain = plain(spec, ours.parameters());
    for (int step = 0; step < 20; step++) {
      Batch batch = batch(spec, 6, 100 + step);
      plain.fit(
          Views.of(batch.features(), 6, 1, 8, 8).dup(), Views.of(batch.targets(), 6, 3).dup());
      ours.forwardBackward(batch, START);
      for (int i = 0; i < ours.parameters().length(); i++) {
        ours.parameters()
            .set(i, ours.parameters().get(i) - 0.1f * ours.gradient().get(i) / batch.rows());
      }
    }
    assertArrayEquals(plain.params().dup().data().asFloat(), ours.parameters().toArray(), 2e-4f);
  }

  @Test
  void theZipPredictsTheSameInPlainDl4j() throws Exception {
    NetworkSpec spec = small();
    Dl4jNetwork ours = bind(spec);
    Batch batch = batch(spec, 6, 9);
    FlatVector outputs = FlatVector.allocate(6 * 3);
    ours.predict(batch, outputs);
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    Dl4jModelFile.write(spec, ours.parameters(), zip);
    MultiLayerNetwork loaded =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(zip.toByteArray()), false);
    INDArray result = loaded.output(Views.of(batch.features(), 6, 2, 9, 9).dup(), false);
    assertArrayEquals(result.dup('c').data().asFloat(), outputs.toArray(), 1e-6f);
  }

  @Test
  void workersInOneProcessDoNotDisturbEachOther() throws Exception {
    NetworkSpec spec = small();
    Batch batch = batch(spec, 5, 2);
    Dl4jNetwork alone = bind(spec);
    double loss = alone.forwardBackward(batch, START);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Boolean> repeat =
          () -> {
            try (Network own = bind(spec)) {
              for (int i = 0; i < 30; i++) {
                if (own.forwardBackward(batch, START) != loss
                    || !Arrays.equals(own.gradient().toArray(), alone.gradient().toArray())) {
                  return false;
                }
              }
              return true;
            }
          };
      for (Future<Boolean> same : threads.invokeAll(List.of(repeat, repeat))) {
        assertTrue(same.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void dropoutReplaysByStepAndKeepsItsRate() {
    NetworkSpec spec =
        network(
            Shape.flat(4),
            2,
            Loss.CROSS_ENTROPY,
            dense(400, Activation.RELU),
            new LayerSpec.Dropout(0.25));
    Dl4jNetwork network = bind(spec);
    Batch batch = batch(spec, 8, 2);
    double first = network.forwardBackward(batch, START);
    double second = network.forwardBackward(batch, START.advance(8));
    assertEquals(first, network.forwardBackward(batch, START));
    assertFalse(first == second, "two steps drew the same");
    // A dropped unit has no gradient into the output layer.
    Piece output = spec.layout().pieces().get(2);
    batch.rows(1);
    network.forwardBackward(batch, START);
    float[] gradient = network.gradient().toArray(output.slice());
    int alive = 0;
    for (int unit = 0; unit < 400; unit++) {
      alive += gradient[unit] != 0 ? 1 : 0;
    }
    assertTrue(alive > 0 && alive < 400, alive + " units are left, before ReLU's own zeros");
  }

  @Test
  void aBatchWithoutExamplesGivesZeros() {
    Dl4jNetwork network = bind(small());
    Batch batch = batch(network.spec(), 2, 1);
    network.forwardBackward(batch, START);
    batch.rows(0);
    assertEquals(0, network.forwardBackward(batch, START));
    assertArrayEquals(new float[network.gradient().length()], network.gradient().toArray());
  }

  /** The same network as plain DL4J has it, without its oneDNN helpers. */
  private static MultiLayerNetwork plain(NetworkSpec spec, FlatVector parameters) {
    Nd4j.getEnvironment().allowHelpers(false);
    try {
      var configuration = Configurations.of(spec);
      for (NeuralNetConfiguration conf : configuration.getConfs()) {
        if (conf.getLayer() instanceof BaseLayer layer) {
          layer.setIUpdater(new Sgd(0.1));
        }
      }
      MultiLayerNetwork network = new MultiLayerNetwork(configuration);
      network.init(Views.of(parameters, 1, parameters.length()).dup(), false);
      network.initGradientsView();
      assertFalse(
          Arrays.stream(network.getLayers()).anyMatch(layer -> layer.getHelper() != null),
          "a helper is on");
      return network;
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
  }
}
