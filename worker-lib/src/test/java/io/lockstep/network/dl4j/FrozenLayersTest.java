package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.model;
import static io.lockstep.network.TestingNetworks.output;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Batch;
import io.lockstep.network.Initializer;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.PartlyTrained;
import io.lockstep.network.Shape;
import io.lockstep.network.TrainedPart;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Frozen layers in the engine: the same gradients above them, and no work below. */
class FrozenLayersTest {
  private static final Seed SEED = new Seed(7);
  private static final Progress NOW = Progress.start(100);

  private static final ModelSpec CONVOLUTIONS =
      model(
          conv(3, window(3, 1, 1), Activation.RELU),
          maxPool(window(2, 2, 0)),
          conv(4, window(3, 1, 1), Activation.TANH),
          dense(6, Activation.ELU));

  private static final ModelSpec NORMALIZED =
      model(
          conv(3, window(3, 1, 1), Activation.TANH),
          new LayerSpec.BatchNorm(0.9, 1e-3),
          dense(6, Activation.TANH),
          new LayerSpec.BatchNorm(0.9, 1e-3));

  private static NetworkSpec network(ModelSpec model, String... patterns) {
    ModelSource source = new ModelSource(Form.START_FROM, "runs/a", Optional.empty());
    Origin origin = new Origin(Optional.of(source), List.of(patterns), Origin.Head.KEPT);
    return NetworkSpec.infer(model.from(origin), Shape.image(2, 6, 6), 3, Loss.CROSS_ENTROPY);
  }

  /** Drawn weights, and statistics that are not those of any batch. */
  private static FlatVector parameters(NetworkSpec spec) {
    FlatVector all = FlatVector.allocate(spec.layout().length());
    Initializer.initialize(spec, SEED, all);
    SplittableRandom random = new SplittableRandom(11);
    for (Piece piece : spec.layout().pieces()) {
      if (piece.kind() == Piece.Kind.STATISTIC || piece.kind() == Piece.Kind.NORMALIZATION) {
        for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
          all.set(i, (float) (0.5 + random.nextDouble()));
        }
      }
    }
    return all;
  }

  private static Network bind(Dl4jEngine engine, NetworkSpec spec) {
    float[] all = parameters(spec).toArray();
    FlatVector trained = FlatVector.allocate(spec.trained().length());
    TrainedPart.of(spec).gather(all, trained);
    FlatVector gradient = FlatVector.allocate(trained.length());
    return PartlyTrained.bind(engine, spec, all, trained, gradient, 8, SEED);
  }

  @Test
  void gradientsOfTrainedLayersAreThoseOfTheWholeNetwork() {
    Batch batch = batch(network(CONVOLUTIONS), 8, 5);
    Network whole = bind(new Dl4jEngine(), network(CONVOLUTIONS));
    double loss = whole.forwardBackward(batch, NOW);
    for (String[] patterns :
        new String[][] {
          {"0-*"}, {"0-*", "2-*"}, {"2-*"}, {"3-*"}, {"0-*", "2-*", "3-*"}, {"4-*"}
        }) {
      NetworkSpec spec = network(CONVOLUTIONS, patterns);
      Network partly = bind(new Dl4jEngine(), spec);
      assertEquals(loss, partly.forwardBackward(batch, NOW), String.join(" ", patterns));
      float[] expected = new float[spec.trained().length()];
      FlatVector of = FlatVector.copyOf(expected);
      TrainedPart.of(spec).gather(whole.gradient(), of);
      assertArrayEquals(of.toArray(), partly.gradient().toArray(), String.join(" ", patterns));
      assertEquals(spec.trained().length(), partly.parameters().length());
    }
  }

  @Test
  void gradientsInGraphsAreThoseOfTheWholeNetworkToo() {
    ModelSpec residual =
        new ModelBuilder()
            .add(conv(3, window(3, 1, 1), Activation.RELU))
            .residual(body -> body.add(conv(3, window(3, 1, 1), Activation.TANH)), shortcut -> {})
            .add(dense(6, Activation.RELU))
            .add(output())
            .build();
    Batch batch = batch(network(residual), 8, 5);
    Network whole = bind(new Dl4jEngine(), network(residual));
    double loss = whole.forwardBackward(batch, NOW);
    for (String pattern : List.of("0-*", "1-*", "conv2d", "at-1", "3-*")) {
      NetworkSpec spec = network(residual, pattern);
      Network partly = bind(new Dl4jEngine(), spec);
      assertEquals(loss, partly.forwardBackward(batch, NOW), pattern);
      FlatVector expected = FlatVector.allocate(spec.trained().length());
      TrainedPart.of(spec).gather(whole.gradient(), expected);
      assertArrayEquals(expected.toArray(), partly.gradient().toArray(), pattern);
    }
  }

  @Test
  void theBackwardPassEndsAboveTheFrozenLayers() {
    List<Integer> backward = new ArrayList<>();
    LayerObserver observer =
        new LayerObserver() {
          @Override
          public void enters(int layer, Pass pass) {
            if (pass == Pass.BACKWARD) {
              backward.add(layer);
            }
          }

          @Override
          public void leaves(int layer, Pass pass) {}
        };
    NetworkSpec spec = network(CONVOLUTIONS, "0-*", "2-*");
    bind(new Dl4jEngine(observer), spec).forwardBackward(batch(spec, 4, 2), NOW);
    assertEquals(List.of(4, 3), backward);
  }

  @Test
  void frozenBatchNormalizationUsesItsRunningStatisticsInTrainingToo() {
    NetworkSpec spec = network(NORMALIZED, "batch-norm");
    Network network = bind(new Dl4jEngine(), spec);
    Batch batch = batch(spec, 8, 9);
    assertEquals(lossOfPredictions(network, batch), network.forwardBackward(batch, NOW), 1e-5);
  }

  @Test
  void gradientsThroughFrozenBatchNormalizationAreThoseOfFiniteDifferences() {
    NetworkSpec spec = network(NORMALIZED, "batch-norm");
    Network network = bind(new Dl4jEngine(), spec);
    Batch batch = batch(spec, 8, 9);
    network.forwardBackward(batch, NOW);
    float[] gradient = network.gradient().toArray();
    FlatVector parameters = network.parameters();
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 40; trial++) {
      int i = random.nextInt(gradient.length);
      float value = parameters.get(i);
      float step = 4e-3f;
      parameters.set(i, value + step);
      double above = network.forwardBackward(batch, NOW);
      parameters.set(i, value - step);
      double below = network.forwardBackward(batch, NOW);
      parameters.set(i, value);
      assertEquals((above - below) / (2 * step), gradient[i], 3e-3 * (1 + Math.abs(gradient[i])));
    }
  }

  private static double lossOfPredictions(Network network, Batch batch) {
    int width = network.spec().outputs();
    FlatVector outputs = FlatVector.allocate(batch.rows() * width);
    network.predict(batch, outputs);
    double sum = 0;
    for (int i = 0; i < outputs.length(); i++) {
      sum -= batch.targets().get(i) * Math.log(outputs.get(i));
    }
    return sum;
  }
}
