package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.model;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.Origin.Head;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.seed.Seed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which layers patterns freeze, and what of a saved model goes where. */
class FreezingTest {
  private static final ModelSpec MODEL =
      model(
          conv(2, window(3, 1, 0), Activation.RELU),
          maxPool(window(2, 2, 0)),
          new LayerSpec.BatchNorm(0.9, 1e-5),
          dense(4, Activation.RELU));

  private static NetworkSpec network(int outputs, Head head, String... patterns) {
    ModelSource source = new ModelSource(Form.START_FROM, "runs/a", Optional.empty());
    Origin origin = new Origin(Optional.of(source), List.of(patterns), head);
    return NetworkSpec.infer(MODEL.from(origin), Shape.image(1, 6, 6), outputs, Loss.CROSS_ENTROPY);
  }

  private static void assertRefused(String message, Head head, String... patterns) {
    LockstepException refusal =
        assertThrows(LockstepException.class, () -> network(3, head, patterns));
    assertEquals("Cannot freeze layers by model.freeze: " + message, refusal.getMessage());
    assertEquals(ExitCode.USAGE, refusal.exitCode());
  }

  @Test
  void patternsNameLayersByPlaceAndKind() {
    assertEquals(Set.of("0-conv2d"), network(3, Head.KEPT, "0-*").frozen());
    assertEquals(
        Set.of("0-conv2d", "2-batch-norm"), network(3, Head.KEPT, "conv*", "2-?atch*").frozen());
    assertEquals(Set.of("3-dense"), network(3, Head.KEPT, "dense").frozen());
    assertEquals(Set.of(), network(3, Head.KEPT).frozen());
  }

  @Test
  void thePiecesOfFrozenLayersAreLeftOutOfTheTrainedLayout() {
    NetworkSpec network = network(3, Head.KEPT, "0-*", "3-*");
    ParameterLayout trained = network.trained();
    assertEquals(
        List.of("2.scale", "2.shift", "2.mean", "2.variance", "4.weight", "4.bias"),
        trained.pieces().stream().map(Piece::name).toList());
    assertEquals(4 * 2 + 4 * 3 + 3, trained.length());
    assertEquals(2, network.firstTrained());
    assertEquals(network(3, Head.KEPT).layout(), network(3, Head.KEPT).trained());
  }

  @Test
  void whatIsGatheredAndScatteredIsWhatItWas() {
    NetworkSpec network = network(3, Head.KEPT, "0-*", "3-*");
    FlatVector all = counting(network.layout().length());
    FlatVector trained = FlatVector.allocate(network.trained().length());
    TrainedPart part = TrainedPart.of(network);
    part.gather(all, trained);
    assertEquals(all.get(network.layout().pieces().get(2).offset()), trained.get(0));
    FlatVector fromArray = FlatVector.allocate(trained.length());
    part.gather(all.toArray(), fromArray);
    assertArrayEquals(trained.toArray(), fromArray.toArray());
    FlatVector other = counting(all.length());
    trained.fill(-1);
    part.scatter(trained, other);
    for (Piece piece : network.layout().pieces()) {
      boolean frozen = piece.name().startsWith("0.") || piece.name().startsWith("3.");
      for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
        assertEquals(frozen ? all.get(i) : -1, other.get(i), piece.name());
      }
    }
  }

  private static FlatVector counting(int length) {
    FlatVector vector = FlatVector.allocate(length);
    for (int i = 0; i < length; i++) {
      vector.set(i, i);
    }
    return vector;
  }

  @Test
  void patternsThatCannotBeMeantAreRefused() {
    assertRefused(
        "'1-*' names no layer with parameters; there are 0-conv2d, 2-batch-norm, 3-dense, 4-output.",
        Head.KEPT,
        "1-*");
    assertRefused("nothing is left to train; leave a layer out, such as 4-output.", Head.KEPT, "*");
    assertRefused(
        "they freeze 4-output, which replace-head draws anew and which must learn; name the layers"
            + " before it.",
        Head.REPLACED,
        "4-*");
  }

  @Test
  void savedParametersReplaceDrawnOnesButForANewHead() {
    NetworkSpec saved = network(3, Head.KEPT);
    FlatVector values = counting(saved.layout().length());
    StartParameters start = new StartParameters("runs/a", saved.layout(), values);
    NetworkSpec network = network(5, Head.REPLACED);
    FlatVector parameters = FlatVector.allocate(network.layout().length());
    Initializer.initialize(network, new Seed(3), parameters);
    float[] drawn = parameters.toArray();
    start.copyTo(network, Head.REPLACED, parameters);
    int head = saved.layout().pieces().get(8).offset();
    for (int i = 0; i < parameters.length(); i++) {
      assertEquals(i < head ? i : drawn[i], parameters.get(i));
    }
    LockstepException refusal =
        assertThrows(LockstepException.class, () -> start.copyTo(network, Head.KEPT, parameters));
    assertEquals(
        "Cannot start from runs/a: layer 4-output needs 4.weight of shape [5, 4], the saved model has"
            + " [3, 4]; to learn other classes or targets than it was trained on, set"
            + " model.replace-head: true.",
        refusal.getMessage());
  }
}
