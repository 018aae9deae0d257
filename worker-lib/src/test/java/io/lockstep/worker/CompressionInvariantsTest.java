package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.metrics.Metric;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.Clipping;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.optimizer.Regularization;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What must hold of compressed gradients over whole runs, with workers as threads. */
class CompressionInvariantsTest {
  private static final NetworkSpec NETWORK =
      NetworkSpec.infer(
          new ModelSpec(
              List.of(
                  new LayerSpec.Dense(100, Activation.RELU, Initialization.HE, Bias.AUTO),
                  new LayerSpec.BatchNorm(0.9, 1e-5),
                  new LayerSpec.Output(
                      OptionalInt.empty(), Optional.empty(), Initialization.XAVIER))),
          Shape.flat(50),
          4,
          Loss.CROSS_ENTROPY);

  private static final OptimizerSpec ADAM =
      optimizer(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 1e-3, OptionalDouble.empty());
  private static final OptimizerSpec CLIPPED =
      optimizer(new OptimizerSpec.Momentum(0.9), 0.02, OptionalDouble.of(0.5));
  private static final OptimizerSpec LAYER_CLIPPED =
      new OptimizerSpec(
          new OptimizerSpec.Momentum(0.9),
          0.02,
          new ScheduleSpec.Cosine(0.1),
          Optional.empty(),
          Optional.empty(),
          Regularization.ofL2(1e-4),
          new Clipping.LayerNorm(0.3));

  /** Never falls back. */
  private static final GuardSpec LENIENT = new GuardSpec(10, 1e9, -1);

  private static final List<CompressionSpec> KINDS =
      List.of(
          new CompressionSpec.Bf16(LENIENT),
          new CompressionSpec.Threshold(0.05, LENIENT),
          new CompressionSpec.TopK(0.05, LENIENT));

  private static final TestingRun RUN =
      new TestingRun(
          NETWORK,
          ADAM,
          new GradientSharing(),
          Span.steps(50),
          48,
          300,
          16,
          Long.MAX_VALUE,
          TestingRun.Saved.NONE);

  private static OptimizerSpec optimizer(
      OptimizerSpec.Rule rule, double rate, OptionalDouble clip) {
    return new OptimizerSpec(rule, rate, new ScheduleSpec.Cosine(0.1), 1e-4, clip);
  }

  private static TestingRun with(CompressionSpec compression) {
    return RUN.with(new GradientSharing(Optional.of(compression)));
  }

  private static double loss(TestingRun.Result result) {
    return result.steps().subList(40, 50).stream()
        .mapToDouble(Metric.Step::loss)
        .average()
        .orElse(9);
  }

  @Test
  void replicasAreTheSameRunsRepeatAndTheyLearn() throws Exception {
    for (CompressionSpec compression : KINDS) {
      TestingRun.Result first = with(compression).run(3);
      TestingRun.Result second = with(compression).run(3);
      assertArrayEquals(first.parameters(), second.parameters());
      for (float[] replica : first.replicas()) {
        assertArrayEquals(first.parameters(), replica);
      }
      double begin = first.steps().get(0).loss();
      assertTrue(loss(first) < 0.7 * begin, compression + ": " + begin + " to " + loss(first));
    }
  }

  @Test
  void roundedGradientsTrainAsDenseOnesDo() throws Exception {
    TestingRun.Result dense = RUN.run(2);
    TestingRun.Result rounded = with(new CompressionSpec.Bf16(LENIENT)).run(2);
    for (int i = 0; i < dense.steps().size(); i++) {
      double expected = dense.steps().get(i).loss();
      assertEquals(expected, rounded.steps().get(i).loss(), 0.02 * expected + 1e-3, "step " + i);
    }
  }

  @Test
  void aRunStoppedAndResumedEqualsOneThatWentThroughBitForBit() throws Exception {
    GuardSpec falling = new GuardSpec(10, 0, -1);
    for (OptimizerSpec optimizer : List.of(ADAM, CLIPPED, LAYER_CLIPPED)) {
      for (CompressionSpec compression :
          List.of(
              KINDS.get(0),
              KINDS.get(1),
              KINDS.get(2),
              new CompressionSpec.TopK(0.05, Optional.of(Span.steps(10)), LENIENT),
              new CompressionSpec.Threshold(0.05, Optional.of(Span.steps(30)), LENIENT),
              new CompressionSpec.TopK(0.05, falling),
              new CompressionSpec.Bf16(falling))) {
        TestingRun run = with(compression).with(optimizer);
        TestingRun.Result through = run.run(2);
        TestingRun.Result stopped = run.stopAfter(17).run(2);
        assertEquals(WorkerReport.Outcome.STOPPED, stopped.reports().get(0).outcome());
        TestingRun.Saved saved = stopped.checkpoints().get(stopped.checkpoints().size() - 1);
        assertTrue(saved.progress().step() < 40, "stopped at " + saved.progress());
        TestingRun.Result resumed = run.resume(saved).run(2);
        assertArrayEquals(through.parameters(), resumed.parameters(), compression.toString());
      }
    }
  }

  @Test
  void whatIsHeldBackIsInTheCheckpoint() throws Exception {
    TestingRun.Result stopped = with(KINDS.get(2)).stopAfter(17).run(3);
    TestingRun.Saved saved = stopped.checkpoints().get(stopped.checkpoints().size() - 1);
    assertEquals(3, saved.compression().vectors().size());
    float[] first = saved.compression().vectors().get("residual.0").toArray();
    float[] last = saved.compression().vectors().get("residual.2").toArray();
    assertEquals(NETWORK.layout().length(), first.length);
    assertNotEquals(0, Math.abs(first[0]) + Math.abs(first[1]) + Math.abs(first[2]));
    assertNotEquals(first[0], last[0]);
    assertTrue(
        with(KINDS.get(1)).run(2).checkpoints().get(0).compression().numbers().get("tau") > 0);
  }

  @Test
  void aResumeWithOtherWorkersLosesNothingThatWasHeldBack() throws Exception {
    TestingRun.Result stopped = with(KINDS.get(2)).stopAfter(17).run(2);
    TestingRun.Saved saved = stopped.checkpoints().get(stopped.checkpoints().size() - 1);
    for (int workers : new int[] {1, 3}) {
      TestingRun.Result resumed = with(KINDS.get(2)).resume(saved).run(workers);
      assertEquals(50, resumed.reports().get(0).progress().step());
      double loss = resumed.steps().get(resumed.steps().size() - 1).loss();
      assertTrue(loss < 0.7 * stopped.steps().get(0).loss(), workers + " workers: " + loss);
    }
  }

  @Test
  void aSparseGradientTakesAsManyBytesAsItsEntries() throws Exception {
    int elements = NETWORK.layout().length();
    int statistics = 200;
    int entries = (int) Math.floor(0.05 * (elements - statistics));
    long message = 20 + 2 + 6L * entries + 4L * statistics;
    List<Metric.Step> steps = with(KINDS.get(2)).run(2).steps();
    steps.forEach(step -> assertEquals(2 * message, step.traffic().encodedBytes()));
    assertEquals(0, steps.get(49).traffic().sentBytes(), "one host sends nothing");
  }

  @Test
  void theGuardLooksEverySoManyStepsAndFallsBackBeyondItsBounds() throws Exception {
    long dense = 2L * Float.BYTES * NETWORK.layout().length();
    for (GuardSpec guard : List.of(new GuardSpec(10, 0.3, -1), new GuardSpec(10, 1e9, 0.99))) {
      List<Metric.Step> steps = with(new CompressionSpec.TopK(0.02, guard)).run(2).steps();
      for (int i = 0; i < steps.size(); i++) {
        Metric.Traffic traffic = steps.get(i).traffic();
        assertEquals(i == 9, !Double.isNaN(traffic.error()), "step " + (i + 1));
        assertEquals(i >= 10, traffic.encodedBytes() == dense, "step " + (i + 1));
      }
      Metric.Traffic seen = steps.get(9).traffic();
      assertTrue(seen.error() > 0.3 && seen.error() < 1, "error " + seen.error());
      assertTrue(seen.cosine() < 0.99 && seen.cosine() > 0, "cosine " + seen.cosine());
    }
  }

  @Test
  void everyWorkerStopsInTheSameStepWhenTheLossIsNoNumber() throws Exception {
    OptimizerSpec wild =
        new OptimizerSpec(
            new OptimizerSpec.Sgd(), 1e30, new ScheduleSpec.Constant(), 0, OptionalDouble.empty());
    for (CompressionSpec compression : KINDS) {
      for (WorkerReport report : with(compression).with(wild).run(2).reports()) {
        assertEquals(WorkerReport.Outcome.DIVERGED, report.outcome(), compression.toString());
      }
    }
  }

  @Test
  void untilItsWarmUpIsOverARunHasTheDenseOnesLossesAndHoldsNothingBack() throws Exception {
    TestingRun.Result dense = RUN.run(2);
    for (int warmUp : new int[] {12, 50}) {
      Optional<Span> span = Optional.of(Span.steps(warmUp));
      TestingRun.Result result = with(new CompressionSpec.TopK(0.01, span, LENIENT)).run(2);
      int first = 0;
      while (first < 50 && dense.steps().get(first).loss() == result.steps().get(first).loss()) {
        first++;
      }
      // The update after the warm-up is the first that differs, the loss after it shows that.
      assertEquals(Math.min(50, warmUp + 1), first);
      Metric.Traffic before = result.steps().get(warmUp - 1).traffic();
      assertTrue(Double.isNaN(before.error()), "the guard has nothing to compare yet");
    }
    TestingRun.Result stopped =
        with(new CompressionSpec.TopK(0.01, Optional.of(Span.steps(40)), LENIENT))
            .stopAfter(17)
            .run(2);
    assertTrue(stopped.checkpoints().get(0).compression().vectors().isEmpty());
  }
}
