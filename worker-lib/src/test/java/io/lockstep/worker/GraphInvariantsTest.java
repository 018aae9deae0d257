package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.metrics.Metric;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.Loss;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The equations of docs/invariants.md for a small residual network. */
class GraphInvariantsTest {
  private static final TestingRun RUN =
      new TestingRun(
          TestingNetworks.graph(
              Shape.image(3, 8, 8),
              4,
              Loss.CROSS_ENTROPY,
              TestingNetworks.residual(Activation.RELU)),
          optimizer(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 3e-3),
          new GradientSharing(),
          Span.steps(30),
          48,
          300,
          16,
          Long.MAX_VALUE,
          TestingRun.Saved.NONE);

  private static OptimizerSpec optimizer(OptimizerSpec.Rule rule, double rate) {
    return new OptimizerSpec(rule, rate, new ScheduleSpec.Constant(), 0, OptionalDouble.empty());
  }

  @Test
  void gradientSharingOnManyWorkersEqualsOneWorker() throws Exception {
    List<Metric.Step> one = RUN.run(1).steps();
    List<Metric.Step> three = RUN.run(3).steps();
    assertTrue(one.get(29).loss() < 0.95 * one.get(0).loss(), "it learns");
    for (int i = 0; i < 30; i++) {
      double loss = one.get(i).loss();
      assertEquals(loss, three.get(i).loss(), 1e-4 * loss, "loss of step " + (i + 1));
    }
  }

  @Test
  void averagingEveryStepWithPlainSgdEqualsGradientSharing() throws Exception {
    TestingRun run = RUN.with(optimizer(new OptimizerSpec.Sgd(), 0.05));
    assertArrayEquals(
        run.run(2).parameters(), run.with(new ParameterAveraging(1)).run(2).parameters(), 1e-5f);
  }

  @Test
  void aRunStoppedAndResumedEqualsOneThatWentThroughBitForBit() throws Exception {
    TestingRun.Result through = RUN.run(2);
    TestingRun.Result stopped = RUN.stopAfter(11).run(2);
    TestingRun.Saved saved = stopped.checkpoints().get(stopped.checkpoints().size() - 1);
    assertTrue(saved.progress().step() < 30, "stopped at " + saved.progress());
    assertArrayEquals(through.parameters(), RUN.resume(saved).run(2).parameters());
  }

  @Test
  void replicasAreIdentical() throws Exception {
    TestingRun.Result result = RUN.run(3);
    for (float[] replica : result.replicas()) {
      assertArrayEquals(result.parameters(), replica);
    }
  }
}
