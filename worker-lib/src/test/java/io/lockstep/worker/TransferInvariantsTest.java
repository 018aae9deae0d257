package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What must hold of every run, in runs with frozen layers. */
class TransferInvariantsTest {
  private static final NetworkSpec FROZEN = network("0-*", "1-*");

  private static NetworkSpec network(String... freeze) {
    ModelSource source = new ModelSource(Form.START_FROM, "runs/a", Optional.empty());
    Origin origin = new Origin(Optional.of(source), List.of(freeze), Origin.Head.KEPT);
    List<LayerSpec> layers =
        List.of(
            new LayerSpec.Dense(100, Activation.RELU, Initialization.HE, Bias.AUTO),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            new LayerSpec.Dense(60, Activation.RELU, Initialization.HE, Bias.AUTO),
            new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.XAVIER));
    return NetworkSpec.infer(
        new ModelSpec(layers).from(origin), Shape.flat(50), 4, Loss.CROSS_ENTROPY);
  }

  private static TestingRun run(NetworkSpec network, SynchronizationSpec synchronization) {
    return new TestingRun(
        network,
        new OptimizerSpec(
            new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
            1e-2,
            new ScheduleSpec.Constant(),
            1e-4,
            OptionalDouble.of(0.5)),
        synchronization,
        Span.steps(30),
        48,
        300,
        16,
        Long.MAX_VALUE,
        TestingRun.Saved.NONE);
  }

  @Test
  void workersTogetherEqualOneWithFrozenLayersToo() throws Exception {
    TestingRun.Result one = run(FROZEN, new GradientSharing()).run(1);
    TestingRun.Result two = run(FROZEN, new GradientSharing()).run(2);
    assertEquals(FROZEN.trained().length(), one.parameters().length);
    for (int i = 0; i < 30; i++) {
      double loss = one.steps().get(i).loss();
      assertEquals(loss, two.steps().get(i).loss(), 1e-4 * loss);
    }
    assertTrue(one.steps().get(29).loss() < 0.7 * one.steps().get(0).loss(), "it learns");
    assertArrayEquals(two.replicas().get(0), two.replicas().get(1));
  }

  @Test
  void aResumeGoesOnExactlyWithFrozenLayersToo() throws Exception {
    for (SynchronizationSpec how : List.of(new GradientSharing(), new ParameterAveraging(3))) {
      TestingRun.Result whole = run(FROZEN, how).run(2);
      TestingRun.Result first = run(FROZEN, how).stopAfter(12).run(2);
      TestingRun.Saved saved = first.checkpoints().get(first.checkpoints().size() - 1);
      assertTrue(saved.progress().step() < 30, "it stopped");
      saved.state().values().forEach(v -> assertEquals(FROZEN.trained().length(), v.length));
      TestingRun.Result second = run(FROZEN, how).resume(saved).run(2);
      assertArrayEquals(whole.parameters(), second.parameters());
    }
  }
}
