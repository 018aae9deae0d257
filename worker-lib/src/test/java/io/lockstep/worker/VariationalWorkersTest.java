package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.metrics.Metric;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What an autoencoder samples does not depend on who computes it, nor on where a run was cut. */
class VariationalWorkersTest {
  private static final TestingRun RUN =
      new TestingRun(
          NetworkSpec.infer(
              new ModelSpec(
                  List.of(
                      new LayerSpec.Dense(8, Activation.TANH, Initialization.HE, Bias.AUTO),
                      new LayerSpec.Latent(3, 1, Initialization.LECUN),
                      new LayerSpec.Output(
                          OptionalInt.empty(), Optional.empty(), Initialization.LECUN))),
              Shape.flat(6),
              6,
              new Gaussian()),
          new OptimizerSpec(
              new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
              0.01,
              new ScheduleSpec.Constant(),
              0,
              OptionalDouble.empty()),
          new GradientSharing(),
          Span.steps(30),
          20,
          90,
          16,
          Long.MAX_VALUE,
          TestingRun.Saved.NONE);

  @Test
  void threeWorkersEqualOne() throws Exception {
    TestingRun.Result one = RUN.run(1);
    TestingRun.Result three = RUN.run(3);
    for (int step = 0; step < 30; step++) {
      Metric.Step expected = one.steps().get(step);
      assertEquals(
          expected.loss(), three.steps().get(step).loss(), 1e-4 * expected.loss(), "" + step);
    }
    assertTrue(one.steps().get(29).loss() < one.steps().get(0).loss());
  }

  @Test
  void aRunThatWasCutGoesOnWithTheSameNumbers() throws Exception {
    TestingRun.Result whole = RUN.run(2);
    TestingRun.Result part = RUN.stopAfter(13).run(2);
    TestingRun.Saved saved = part.checkpoints().get(part.checkpoints().size() - 1);
    assertArrayEquals(whole.parameters(), RUN.resume(saved).run(2).parameters());
  }
}
