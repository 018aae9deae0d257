package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.DataSpec.Validation;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Dense;
import io.lockstep.network.Loss;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.OptimizerSpec.Adam;
import io.lockstep.progress.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The plans that come with the repository are the reference networks. */
class ConfTest {
  private static final Path CONF = Path.of("..", "conf");

  @Test
  void digitsNamesTheDataBesideIt() throws IOException {
    TrainingPlan plan = plan("digits");
    assertEquals("digits", plan.name());
    assertTrue(Files.exists(CONF.resolve(plan.data().train().get(0))));
    assertEquals(new Validation.Fraction(0.2), plan.data().validation());
    assertEquals(List.of(1, 8, 8), plan.data().shape());
  }

  @Test
  void parametersOfTheReferenceNetworksAreTheirs() throws IOException {
    assertEquals(2_913_290, parameters(plan("mnist-mlp"), 1, 28));
    assertEquals(582_026, parameters(plan("mnist-lenet"), 1, 28));
    assertEquals(895_210, parameters(plan("cifar10-3c3d"), 3, 32));
  }

  @Test
  void mnistTrainsThreeEpochsAndIsEvaluatedOnTheTestFiles() throws IOException {
    for (String name : List.of("mnist-mlp", "mnist-lenet")) {
      TrainingPlan plan = plan(name);
      assertEquals(Span.epochs(3), plan.training().length());
      assertEquals(256, plan.training().globalBatch());
      assertEquals(
          new Validation.Paths(List.of("t10k-images-idx3-ubyte.gz")), plan.data().validation());
      assertInstanceOf(Adam.class, plan.optimizer().rule());
      assertEquals(1e-3, plan.optimizer().learningRate());
    }
  }

  @Test
  void theAutoencoderIsTheZoosWithAnotherLoss() throws IOException {
    TrainingPlan plan = plan("mnist-vae");
    List<LayerSpec> zoo = Plans.minimal("model={zoo: vae}").model().layers();
    assertEquals(zoo, Plans.minimal("model=vae").model().layers());
    List<LayerSpec> layers = plan.model().layers();
    assertEquals(zoo.subList(0, zoo.size() - 1), layers.subList(0, layers.size() - 1));
    assertEquals(Optional.of(new Loss.Bernoulli()), plan.model().output().loss());
  }

  @Test
  void charRnnIsDeepObss() throws IOException {
    TrainingPlan plan = plan("char-rnn");
    NetworkSpec network =
        NetworkSpec.infer(
            plan.model(), Shape.ids(50, 83), 50 * 83, 50, TrainingPlan.lossOf(plan.data().task()));
    // nn.Embedding(83, 128), nn.LSTM(128, 128, 2) with one bias a gate, nn.Linear(128, 83).
    int lstm = 4 * 128 * (128 + 128 + 1);
    assertEquals(83 * 128 + 2 * lstm + 83 * 129, network.layout().length());
  }

  private static TrainingPlan plan(String name) throws IOException {
    Path file = CONF.resolve(name + ".yaml");
    return PlanParser.forFiles().parse(file.toString(), Files.readString(file), List.of());
  }

  /** Counts weights and biases by hand, for square pictures. */
  private static long parameters(TrainingPlan plan, int channels, int side) {
    long sum = 0;
    for (LayerSpec layer : plan.model().layers()) {
      if (layer instanceof Conv2d conv) {
        int kernel = conv.window().kernel().height();
        sum += (long) conv.filters() * (channels * kernel * kernel + 1);
        channels = conv.filters();
        side = side(side, conv.window());
      } else if (layer instanceof LayerSpec.Pool pool) {
        side = side(side, pool.window());
      } else {
        int units =
            layer instanceof Dense dense
                ? dense.units()
                : ((LayerSpec.Output) layer).units().orElseThrow();
        sum += (long) units * (channels * side * side + 1);
        channels = units;
        side = 1;
      }
    }
    return sum;
  }

  private static int side(int side, LayerSpec.Window window) {
    int free = side + 2 * window.padding().height() - window.kernel().height();
    return free / window.stride().height() + 1;
  }
}
