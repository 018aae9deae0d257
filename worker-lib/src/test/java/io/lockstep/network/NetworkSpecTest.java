package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.lenet;
import static io.lockstep.network.TestingNetworks.lstm;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.model;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
  private static final Shape CIFAR = Shape.image(3, 32, 32);

  @Test
  void normalizationsOfExamplesHaveScaleAndShiftForEachFeatureAndMustFit() {
    Shape image = Shape.image(6, 4, 4);
    assertEquals(
        List.of(
            new Piece("0.scale", Kind.NORMALIZATION, List.of(6), 0),
            new Piece("0.shift", Kind.NORMALIZATION, List.of(6), 6)),
        network(image, 2, Loss.CROSS_ENTROPY, new LayerSpec.GroupNorm(3, 1e-5))
            .layout()
            .pieces()
            .subList(0, 2));
    assertProblems(
        "Cannot build layer 0 (group-norm): 4 groups do not divide its input's 6 features; set"
            + " groups to a divisor of 6",
        image,
        new LayerSpec.GroupNorm(4, 1e-5));
    assertProblems(
        "Cannot build layer 0 (group-norm): groups of one number would all become 0 (6); use fewer"
            + " groups, or layer-norm",
        Shape.flat(6),
        new LayerSpec.GroupNorm(6, 1e-5));
    String needsImages =
        "it needs images, but its input is flat (6); put it before dense and global-pool, or, if the data are images, set data.shape: [channels, height, width]";
    assertProblems(
        "Cannot build layer 0 (instance-norm): " + needsImages,
        Shape.flat(6),
        new LayerSpec.InstanceNorm(1e-5));
    assertProblems(
        "Cannot build layer 0 (spatial-dropout): " + needsImages,
        Shape.flat(6),
        new LayerSpec.SpatialDropout(0.5));
  }

  @Test
  void followsTheShapesOf3c3d() {
    NetworkSpec spec =
        network(
            CIFAR,
            10,
            Loss.CROSS_ENTROPY,
            conv(64, window(5, 1, 0), Activation.RELU),
            maxPool(window(3, 2, 1)),
            conv(96, window(3, 1, 0), Activation.RELU),
            maxPool(window(3, 2, 1)),
            conv(128, window(3, 1, 1), Activation.RELU),
            maxPool(window(3, 2, 1)),
            dense(512, Activation.RELU),
            dense(256, Activation.RELU));
    assertEquals(
        List.of(
            "64x28x28", "64x14x14", "96x12x12", "96x6x6", "128x6x6", "128x3x3", "512", "256", "10"),
        spec.layers().stream().map(layer -> layer.output().toString()).toList());
    assertEquals(895_210, spec.layout().length());
    assertEquals(List.of("0-conv2d", "1-max-pool"), names(spec).subList(0, 2));
  }

  @Test
  void countsTheParametersOfLeNet() {
    assertEquals(582_026, lenet().layout().length());
  }

  @Test
  void laysPiecesOutAsDl4jDoes() {
    NetworkSpec spec =
        network(
            Shape.image(2, 6, 5),
            3,
            Loss.CROSS_ENTROPY,
            new LayerSpec.Conv2d(
                4,
                new Window(new Size2d(3, 2), new Size2d(1, 1), new Size2d(0, 0)),
                Activation.IDENTITY,
                Initialization.HE,
                Bias.YES),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            new LayerSpec.Activate(Activation.RELU),
            new LayerSpec.Dropout(0.5),
            new LayerSpec.GlobalPool(Pooling.AVERAGE));
    assertEquals(
        List.of(
            new Piece("0.bias", Kind.BIAS, List.of(4), 0),
            new Piece("0.weight", Kind.WEIGHT, List.of(4, 2, 3, 2), 4),
            new Piece("1.scale", Kind.NORMALIZATION, List.of(4), 52),
            new Piece("1.shift", Kind.NORMALIZATION, List.of(4), 56),
            new Piece("1.mean", Kind.STATISTIC, List.of(4), 60),
            new Piece("1.variance", Kind.STATISTIC, List.of(4), 64),
            new Piece("5.weight", Kind.WEIGHT, List.of(3, 4), 68),
            new Piece("5.bias", Kind.BIAS, List.of(3), 80)),
        spec.layout().pieces());
    assertEquals(spec.layers().get(5), spec.layerOf(spec.layout().pieces().get(6)));
  }

  @Test
  void leavesOutTheBiasThatANormalizationCancels() {
    LayerSpec norm = new LayerSpec.BatchNorm(0.9, 1e-5);
    NetworkSpec spec =
        network(
            Shape.flat(4),
            2,
            Loss.CROSS_ENTROPY,
            dense(3, Activation.IDENTITY),
            norm,
            dense(3, Activation.RELU),
            norm,
            dense(3, Activation.IDENTITY));
    assertEquals(
        List.of(false, false, true, false, true, true),
        spec.layers().stream().map(NetworkSpec.Layer::hasBias).toList());
  }

  @Test
  void namesTheLayerWhoseKernelIsTooLarge() {
    assertProblems(
        "Cannot build layer 2 (conv2d): kernel 5x5 is larger than its input 8x4x4 with padding 0x0;"
            + " use a smaller kernel, more padding, or less pooling before it",
        Shape.image(1, 8, 8),
        conv(8, window(3, 1, 1), Activation.RELU),
        maxPool(window(2, 2, 0)),
        conv(8, window(5, 1, 0), Activation.RELU));
  }

  @Test
  void namesTheLayerThatNeedsImages() {
    for (LayerSpec layer :
        List.of(
            conv(8, window(3, 1, 0), Activation.RELU),
            maxPool(window(2, 2, 0)),
            new LayerSpec.GlobalPool(Pooling.MAX))) {
      assertProblems(
          "Cannot build layer 1 (%s): it needs images, but its input is flat (7); put it before dense"
                  .formatted(layer.kind())
              + " and global-pool, or, if the data are images, set data.shape: [channels, height,"
              + " width]",
          CIFAR,
          dense(7, Activation.RELU),
          layer);
    }
  }

  @Test
  void followsSequencesThroughTheirLayers() {
    ModelSpec model =
        model(
            new LayerSpec.Embedding(8),
            new LayerSpec.Dropout(0.2),
            lstm(6, Returned.SEQUENCE),
            dense(7, Activation.RELU));
    NetworkSpec spec = NetworkSpec.infer(model, Shape.ids(50, 83), 50 * 83, 50, Loss.CROSS_ENTROPY);
    assertEquals(
        List.of(
            "50 steps of 8", "50 steps of 8", "50 steps of 6", "50 steps of 7", "50 steps of 83"),
        spec.layers().stream().map(layer -> layer.output().toString()).toList());
    assertEquals(
        List.of(
            new Piece("0.weight", Kind.EMBEDDING, List.of(8, 83), 0),
            new Piece("2.weight", Kind.WEIGHT, List.of(24, 8), 664),
            new Piece("2.recurrent", Kind.WEIGHT, List.of(24, 6), 856),
            new Piece("2.bias", Kind.BIAS, List.of(24), 1_000),
            new Piece("3.weight", Kind.WEIGHT, List.of(7, 6), 1_024),
            new Piece("3.bias", Kind.BIAS, List.of(7), 1_066),
            new Piece("4.weight", Kind.WEIGHT, List.of(83, 7), 1_073),
            new Piece("4.bias", Kind.BIAS, List.of(83), 1_654)),
        spec.layout().pieces());
    assertEquals(
        List.of(4_150, 50, 83), List.of(spec.outputs(), spec.steps(), spec.outputsOfStep()));
  }

  @Test
  void spreadsTheTargetsOfARegressionOverTheSteps() {
    assertEquals(
        "4 steps of 2",
        network(Shape.sequence(4, 3), 8, Loss.MSE, lstm(5, Returned.SEQUENCE))
            .layers()
            .get(1)
            .output()
            .toString());
    assertEquals(
        8, network(Shape.sequence(4, 3), 8, Loss.MSE, lstm(5, Returned.LAST)).outputsOfStep());
  }

  @Test
  void namesTheLayerThatNeedsASequence() {
    String remedy =
        "; set data.shape: [time, features], use text, or, after another lstm, write return:"
            + " sequence there";
    assertProblems(
        "Cannot build layer 0 (lstm): it needs a sequence, but its input is an image (3x32x32)"
            + remedy,
        CIFAR,
        lstm(5, Returned.LAST));
    assertProblems(
        "Cannot build layer 1 (lstm): it needs a sequence, but its input is flat (5)" + remedy,
        Shape.sequence(4, 3),
        lstm(5, Returned.LAST),
        lstm(5, Returned.LAST));
  }

  @Test
  void namesTheLayerThatTakesNoSequence() {
    assertProblems(
        "Cannot build layer 0 (max-pool): it needs images, but its input is a sequence (4 steps of"
            + " 3); put it before dense and global-pool, or, if the data are images, set"
            + " data.shape: [channels, height, width]",
        Shape.sequence(4, 3),
        maxPool(window(2, 2, 0)));
    assertProblems(
        "Cannot build layer 1 (batch-norm): it takes no sequences (4 steps of 5); put it after"
            + " return: last",
        Shape.sequence(4, 3),
        lstm(5, Returned.SEQUENCE),
        new LayerSpec.BatchNorm(0.9, 1e-5));
  }

  @Test
  void sequencesNeedChains() {
    ModelSpec model =
        new ModelBuilder()
            .add(lstm(3, Returned.LAST))
            .residual(body -> body.add(dense(3, Activation.RELU)), shortcut -> {})
            .add(TestingNetworks.output())
            .build();
    assertEquals(
        "Cannot build layer 0 (lstm 'at-0'): its input is a sequence (4 steps of 3), for which models"
            + " that branch or join are not there; let each layer read the one before it",
        assertThrows(
                LockstepException.class,
                () -> NetworkSpec.infer(model, Shape.sequence(4, 3), 2, Loss.CROSS_ENTROPY))
            .getMessage());
  }

  @Test
  void idsNeedAnEmbeddingAndTheReverse() {
    assertProblems(
        "Cannot build layer 0 (dense): it needs numbers, but its input is 4 ids; put an"
            + " embedding in front of it",
        Shape.ids(4, 9),
        dense(5, Activation.RELU));
    assertProblems(
        "Cannot build layer 0 (embedding): it needs ids, but its input is numbers (4 steps of 3);"
            + " put it first, and use text or set data.vocabulary",
        Shape.sequence(4, 3),
        new LayerSpec.Embedding(5));
  }

  @Test
  void outputsAreAsManyAsTheDataHaveStepsWithClasses() {
    assertEquals(
        "Cannot build layer 1 (output): it gives a class for each of 4 steps, but the data have one"
            + " an example; write return: last in the last lstm",
        misfit(3, 1, Loss.CROSS_ENTROPY, lstm(5, Returned.SEQUENCE)));
    assertEquals(
        "Cannot build layer 1 (output): it gives one class an example, but the data have a class"
            + " for each of 4 steps; write return: sequence in every lstm",
        misfit(12, 4, Loss.CROSS_ENTROPY, lstm(5, Returned.LAST)));
    assertEquals(
        "Cannot build layer 1 (output): it gives 4 steps, but the data have 3 targets, which do not"
            + " divide among them; for targets of the whole example write return: last in the last"
            + " lstm",
        misfit(3, 1, Loss.MSE, lstm(5, Returned.SEQUENCE)));
  }

  private static String misfit(int outputs, int steps, Loss loss, LayerSpec layer) {
    return assertThrows(
            LockstepException.class,
            () -> NetworkSpec.infer(model(layer), Shape.sequence(4, 3), outputs, steps, loss))
        .getMessage();
  }

  @Test
  void refusesWhatDoesNotFitInMemory() {
    assertProblems(
        "Cannot build layer 0 (conv2d): its output for an input of 3x32x32 is too large; make it"
            + " smaller",
        CIFAR,
        conv(2_000_000, window(3, 1, 1), Activation.RELU));
    assertProblems(
        "Cannot build the model: with layer 0-dense, on an input of 100000, it has more parameters"
            + " than one vector holds (536,870,911; the layers before it have 0); make it smaller,"
            + " or what it reads",
        Shape.flat(100_000),
        dense(10_000, Activation.RELU));
  }

  @Test
  void reportsTheOutputBesideTheFirstMisfit() {
    ModelSpec model =
        new ModelSpec(
            List.of(
                maxPool(window(2, 2, 0)),
                new LayerSpec.Output(
                    OptionalInt.of(5), Optional.of(Loss.CROSS_ENTROPY), Initialization.HE)));
    LockstepException failure =
        assertThrows(
            LockstepException.class, () -> NetworkSpec.infer(model, Shape.flat(9), 4, Loss.MSE));
    List<String> lines = failure.getMessage().lines().toList();
    assertEquals(3, lines.size(), failure.getMessage());
    assertEquals(
        "Cannot build layer 1 (output): it has 5 units, but the data have 4 targets; leave units"
            + " out, or check the data's label",
        lines.get(1));
    assertEquals(
        "Cannot build layer 1 (output): its loss is cross-entropy, but the data's targets are"
            + " numbers; use mse",
        lines.get(2));
  }

  @Test
  void refusesASingleClass() {
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () -> NetworkSpec.infer(model(), Shape.flat(9), 1, Loss.CROSS_ENTROPY));
    assertEquals(
        "Cannot build layer 0 (output): cross-entropy needs at least 2 classes, but the data have 1",
        failure.getMessage());
  }

  private static List<String> names(NetworkSpec spec) {
    return spec.layers().stream().map(NetworkSpec.Layer::name).toList();
  }

  private static void assertProblems(String message, Shape input, LayerSpec... hidden) {
    LockstepException failure =
        assertThrows(LockstepException.class, () -> network(input, 3, Loss.CROSS_ENTROPY, hidden));
    assertEquals(message, failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }
}
