package io.lockstep.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.Piece;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ZooTest {
  private static final Shape MNIST = Shape.image(1, 28, 28);
  private static final Shape CIFAR = Shape.image(3, 32, 32);

  private static NetworkSpec network(
      String name, Shape input, int classes, Map<String, List<Integer>> arguments) {
    return network(name, input, classes, Loss.CROSS_ENTROPY, arguments);
  }

  private static NetworkSpec network(
      String name, Shape input, int outputs, Loss loss, Map<String, List<Integer>> arguments) {
    ReferenceModel model = Zoo.named(name).orElseThrow();
    ModelBuilder builder = new ModelBuilder();
    model.append(builder, new Arguments(model, arguments));
    builder.add(new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.LECUN));
    return NetworkSpec.infer(builder.build(), input, outputs, loss);
  }

  /** Trained parameters, as papers count them: without running statistics. */
  private static int count(
      String name, Shape input, int classes, Map<String, List<Integer>> arguments) {
    return network(name, input, classes, arguments).layout().pieces().stream()
        .filter(piece -> piece.kind().trained())
        .mapToInt(Piece::length)
        .sum();
  }

  @Test
  void modelsHaveAsManyParametersAsPublished() {
    assertEquals(1_336_610, count("mlp", MNIST, 10, Map.of()));
    assertEquals(61_706, count("lenet", MNIST, 10, Map.of()));
    assertEquals(3_274_634, count("2c2d", MNIST, 10, Map.of()));
    assertEquals(895_210, count("3c3d", CIFAR, 10, Map.of()));
    assertEquals(1_369_738, count("all-cnn-c", CIFAR, 10, Map.of()));
    assertEquals(1_387_108, count("all-cnn-c", CIFAR, 100, Map.of()));
    assertEquals(2_748_890, count("wide-resnet-16-4", CIFAR, 10, Map.of()));
    // "36.5M", table 5 of the paper.
    assertEquals(
        36_479_194,
        count("wide-resnet", CIFAR, 10, Map.of("depth", List.of(28), "width", List.of(10))));
  }

  /** He et al. 2016, table 6, have 0.27, 0.46, 0.66, 0.85, 1.7 million with option A. */
  @Test
  void residualNetworksHaveThePapersParametersAndThoseOfTheirProjections() {
    int projections = 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64;
    assertEquals(269_722 + projections, count("resnet-20", CIFAR, 10, Map.of()));
    Map<Integer, Double> millions = Map.of(20, 0.27, 32, 0.46, 44, 0.66, 56, 0.85, 110, 1.7);
    millions.forEach(
        (depth, expected) -> {
          int count = count("resnet", CIFAR, 10, Map.of("depth", List.of(depth)));
          assertEquals(expected, (count - projections) / 1e6, expected < 1 ? 0.006 : 0.05);
        });
  }

  @Test
  void stagesHalveTheImageTwice() {
    for (String name : List.of("resnet-20", "wide-resnet-16-4")) {
      List<NetworkSpec.Layer> layers = network(name, CIFAR, 10, Map.of()).layers();
      List<Integer> heights =
          layers.stream()
              .filter(layer -> layer.spec() instanceof LayerSpec.Add)
              .map(layer -> layer.output().height())
              .toList();
      assertEquals(List.of(32, 16, 8), heights.stream().distinct().toList(), name);
      assertEquals(name.equals("resnet-20") ? 9 : 6, heights.size());
    }
  }

  @Test
  void theDecoderOfAnAutoencoderIsItsEncoderInReverse() {
    Loss gaussian = new Loss.Gaussian();
    Map<String, List<Integer>> arguments = Map.of("units", List.of(50, 20), "latent", List.of(3));
    List<Integer> outputs =
        network("vae", MNIST, 784, gaussian, arguments).layers().stream()
            .map(layer -> layer.output().elements())
            .toList();
    assertEquals(List.of(50, 20, 3, 20, 50, 784), outputs);
    int expected = 785 * 500 + 501 * 16 + 9 * 500 + 501 * 784;
    assertEquals(797_800, expected);
    assertEquals(expected, network("vae", MNIST, 784, gaussian, Map.of()).layout().length());
    assertEquals(8, network("vae", MNIST, 784, gaussian, Map.of()).noise());
  }

  /** nn.Embedding(83, 128), nn.LSTM(128, 128, 2) with one bias a gate, nn.Linear(128, 83). */
  @Test
  void charRnnIsDeepObss() {
    ReferenceModel model = Zoo.named("char-rnn").orElseThrow();
    ModelBuilder builder = new ModelBuilder();
    model.append(builder, new Arguments(model, Map.of()));
    builder.add(new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.LECUN));
    NetworkSpec network =
        NetworkSpec.infer(builder.build(), Shape.ids(50, 83), 50 * 83, 50, Loss.CROSS_ENTROPY);
    int expected = 83 * 128 + 2 * 4 * 128 * (128 + 128 + 1) + 83 * 129;
    assertEquals(284_499, expected);
    assertEquals(expected, network.layout().length());
  }

  @Test
  void argumentsChangeAModel() {
    List<NetworkSpec.Layer> layers =
        network("mlp", Shape.flat(9), 2, Map.of("units", List.of(7))).layers();
    assertEquals(2, layers.size());
    assertEquals(7, layers.get(0).output().elements());
  }

  @Test
  void refusesDepthsThatAreNone() {
    for (Map.Entry<String, Integer> wrong : Map.of("resnet", 21, "wide-resnet", 4).entrySet()) {
      IllegalArgumentException failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> count(wrong.getKey(), CIFAR, 2, Map.of("depth", List.of(wrong.getValue()))));
      assertTrue(failure.getMessage().startsWith("Invalid depth (6n + "), failure.getMessage());
    }
  }

  @Test
  void everyModelHasANameOfItsOwnAndASource() {
    List<ReferenceModel> models = Zoo.models();
    assertEquals(
        models.size(), new HashSet<>(models.stream().map(ReferenceModel::name).toList()).size());
    models.forEach(model -> assertTrue(model.source().length() > 10, model.name()));
  }
}
