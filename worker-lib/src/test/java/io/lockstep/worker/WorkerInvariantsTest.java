package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.optimizer.Regularization;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.OuterSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The equations of docs/invariants.md that need whole runs, with workers as threads. */
class WorkerInvariantsTest {
  private static final NetworkSpec NETWORK =
      NetworkSpec.infer(
          new ModelSpec(
              List.of(
                  new LayerSpec.Dense(100, Activation.RELU, Initialization.HE, Bias.AUTO),
                  new LayerSpec.Output(
                      OptionalInt.empty(), Optional.empty(), Initialization.XAVIER))),
          Shape.flat(50),
          4,
          Loss.CROSS_ENTROPY);

  private static final OuterSpec NESTEROV = new OuterSpec.Nesterov(0.7, 0.9);

  private static final OptimizerSpec ADAM =
      optimizer(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 1e-3, OptionalDouble.empty());
  private static final OptimizerSpec SGD =
      optimizer(new OptimizerSpec.Sgd(), 0.05, OptionalDouble.empty());
  private static final OptimizerSpec CLIPPED =
      optimizer(new OptimizerSpec.Momentum(0.9), 0.02, OptionalDouble.of(0.5));

  /** Two exchanges a step. */
  private static final OptimizerSpec LAYER_CLIPPED =
      new OptimizerSpec(
          new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.01),
          0.01,
          new ScheduleSpec.Cosine(0.1),
          Optional.empty(),
          Optional.empty(),
          Regularization.ofL2(1e-4),
          new Clipping.LayerNorm(0.3));

  /** Shares sums, of the rows that blocks cut alone. */
  private static final OptimizerSpec BOUNDED =
      new OptimizerSpec(
          new OptimizerSpec.Momentum(0.9),
          0.02,
          new ScheduleSpec.Cosine(0.1),
          Optional.empty(),
          Optional.empty(),
          new Regularization(0, 1e-4, 0, OptionalDouble.of(1.2)),
          new Clipping.None());

  private static final OptimizerSpec LARS =
      optimizer(new OptimizerSpec.Lars(0.9, 1e-4, 0.02), 1, OptionalDouble.of(0.5));
  private static final OptimizerSpec LAMB =
      optimizer(new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.01), 0.01, OptionalDouble.empty());
  private static final OptimizerSpec MUON =
      optimizer(
          new OptimizerSpec.Muon(0.95, 0.01, new OptimizerSpec.Adam(0.9, 0.95, 1e-10), 3e-3),
          0.01,
          OptionalDouble.empty());
  private static final OptimizerSpec LOOKAHEAD =
      optimizer(new OptimizerSpec.Lookahead(LAMB.rule(), 5, 0.5), 0.01, OptionalDouble.empty());
  private static final OptimizerSpec EMA =
      optimizer(
          new OptimizerSpec.Averaged(ADAM.rule(), new OptimizerSpec.Ema(0.9)),
          1e-3,
          OptionalDouble.empty());
  private static final OptimizerSpec SWA =
      optimizer(
          new OptimizerSpec.Averaged(ADAM.rule(), new OptimizerSpec.Swa(0.5, Span.steps(4))),
          1e-3,
          OptionalDouble.empty());
  private static final OptimizerSpec FREE =
      new OptimizerSpec(
          new OptimizerSpec.ScheduleFree(0.9, 0.999, 1e-8, 0.01),
          2.5e-3,
          new ScheduleSpec.WarmUp(Span.steps(5), new ScheduleSpec.Constant()),
          0,
          OptionalDouble.empty());

  /**
   * 300 examples in 16 shards, batches of 48: epochs end with a short step, and shards are uneven.
   */
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

  private static ParameterAveraging averaging(int every, String startAfter, OuterSpec outer) {
    return new ParameterAveraging(
        every,
        startAfter.equals("none") ? Optional.empty() : Optional.of(Span.parse(startAfter)),
        outer);
  }

  private static void assertSameCurve(List<Metric.Step> expected, List<Metric.Step> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Metric.Step one = expected.get(i);
      Metric.Step other = actual.get(i);
      assertEquals(one.progress(), other.progress());
      assertEquals(one.examples(), other.examples());
      assertEquals(one.learningRate(), other.learningRate());
      assertEquals(one.loss(), other.loss(), 1e-4 * one.loss(), "loss of step " + (i + 1));
      assertEquals(
          one.gradientNorm(),
          other.gradientNorm(),
          1e-3 * one.gradientNorm(),
          "norm of step " + (i + 1));
    }
  }

  @Test
  void gradientSharingOnManyWorkersEqualsOneWorker() throws Exception {
    for (OptimizerSpec optimizer :
        List.of(ADAM, CLIPPED, LAYER_CLIPPED, BOUNDED, LARS, LAMB, MUON, LOOKAHEAD, FREE)) {
      TestingRun.Result one = RUN.with(optimizer).run(1);
      assertTrue(one.steps().get(49).loss() < 0.5 * one.steps().get(0).loss(), "it learns");
      for (int workers : new int[] {2, 3}) {
        TestingRun.Result many = RUN.with(optimizer).run(workers);
        assertSameCurve(one.steps(), many.steps());
        assertArrayEquals(one.parameters(), many.parameters(), 2e-3f);
      }
    }
  }

  @Test
  void weightsThatComeIntoAUnitStayWithinTheirBoundHoweverWorkersAgree() throws Exception {
    for (SynchronizationSpec synchronization :
        List.of(
            new GradientSharing(),
            new GradientSharing(
                Optional.of(new CompressionSpec.Bf16(new GuardSpec(100, 0.02, 0.999)))),
            averaging(6, "20st", new OuterSpec.None()))) {
      for (int workers : new int[] {1, 2, 4}) {
        TestingRun.Result result = RUN.with(BOUNDED).with(synchronization).run(workers);
        double[] norms = norms(result.parameters());
        assertEquals(104, norms.length);
        for (double norm : norms) {
          assertTrue(norm <= 1.2 * (1 + 1e-6), synchronization + ", norm " + norm);
        }
        long reach = Arrays.stream(norms).filter(norm -> norm > 1.19).count();
        assertTrue(reach > 20, reach + " rows are at the bound");
        result.replicas().forEach(r -> assertArrayEquals(result.parameters(), r));
      }
    }
  }

  /** Of the rows of all weights. */
  private static double[] norms(float[] parameters) {
    return NETWORK.layout().pieces().stream()
        .filter(piece -> piece.kind() == Piece.Kind.WEIGHT)
        .flatMapToDouble(piece -> norms(parameters, piece))
        .toArray();
  }

  private static DoubleStream norms(float[] parameters, Piece piece) {
    int width = piece.shape().get(1);
    return IntStream.range(0, piece.shape().get(0))
        .mapToDouble(
            row ->
                Math.sqrt(
                    IntStream.range(0, width)
                        .mapToDouble(i -> parameters[piece.offset() + row * width + i])
                        .map(weight -> weight * weight)
                        .sum()));
  }

  @Test
  void whatIsEvaluatedIsTheAverageAndTrainingGoesOnFromTheParameters() throws Exception {
    for (OptimizerSpec optimizer : List.of(EMA, SWA, FREE, LOOKAHEAD)) {
      for (SynchronizationSpec synchronization :
          List.of(
              new GradientSharing(),
              new GradientSharing(
                  Optional.of(new CompressionSpec.Bf16(new GuardSpec(100, 0.02, 0.999)))),
              new ParameterAveraging(6))) {
        TestingRun.Result result = RUN.with(optimizer).with(synchronization).run(2);
        float[] evaluated = result.evaluated().get(result.evaluated().size() - 1);
        TestingRun.Saved saved = last(result);
        assertArrayEquals(result.parameters(), saved.parameters());
        Optimizer fresh =
            Optimizer.of(optimizer, NETWORK.layout(), new RunLength(Span.steps(50), 7));
        fresh.state().forEach((name, vector) -> vector.copyFrom(saved.state().get(name)));
        FlatVector expected = FlatVector.copyOf(saved.parameters());
        fresh.averaged().orElseThrow().replace(expected, Slice.all(expected.length()));
        assertArrayEquals(expected.toArray(), evaluated, optimizer.rule().toString());
        // At a multiple of its steps the slow weights of lookahead are the fast ones.
        assertEquals(optimizer == LOOKAHEAD, Arrays.equals(saved.parameters(), evaluated));
      }
    }
  }

  @Test
  void anAverageChangesNothingOfWhatIsTrained() throws Exception {
    float[] plain = RUN.run(2).parameters();
    for (OptimizerSpec optimizer : List.of(EMA, SWA)) {
      assertArrayEquals(plain, RUN.with(optimizer).run(2).parameters());
    }
  }

  @Test
  void averagingEveryStepWithPlainSgdEqualsGradientSharing() throws Exception {
    // Decay of a worker's own would differ; plain means plain.
    OptimizerSpec plain =
        new OptimizerSpec(
            new OptimizerSpec.Sgd(), 0.05, new ScheduleSpec.Constant(), 0, OptionalDouble.empty());
    for (int workers : new int[] {2, 3}) {
      TestingRun.Result shared = RUN.with(plain).run(workers);
      TestingRun.Result averaged = RUN.with(plain).with(new ParameterAveraging(1)).run(workers);
      for (int i = 0; i < shared.steps().size(); i++) {
        assertEquals(shared.steps().get(i).loss(), averaged.steps().get(i).loss(), 1e-4);
      }
      assertArrayEquals(shared.parameters(), averaged.parameters(), 1e-5f);
    }
  }

  @Test
  void averagingOnOneWorkerEqualsGradientSharingOnOneWorker() throws Exception {
    TestingRun.Result shared = RUN.run(1);
    TestingRun.Result averaged = RUN.with(new ParameterAveraging(7)).run(1);
    assertArrayEquals(shared.parameters(), averaged.parameters());
    assertSameCurve(shared.steps(), averaged.steps());
  }

  @Test
  void anOuterStepOfFullLengthEqualsPlainAveraging() throws Exception {
    TestingRun.Result plain = RUN.with(new ParameterAveraging(7)).run(3);
    TestingRun.Result outer = RUN.with(averaging(7, "none", new OuterSpec.Nesterov(1, 0))).run(3);
    assertArrayEquals(plain.parameters(), outer.parameters());
    TestingRun.Result momentum = RUN.with(averaging(7, "none", NESTEROV)).run(3);
    assertFalse(Arrays.equals(plain.parameters(), momentum.parameters()), "momentum does nothing");
    assertTrue(momentum.steps().get(49).loss() < 0.5 * momentum.steps().get(0).loss(), "it learns");
  }

  @Test
  void postLocalRunsShareGradientsUntilTheirChangeAndAverageAfterwards() throws Exception {
    for (OptimizerSpec optimizer : List.of(ADAM, CLIPPED)) {
      TestingRun run = RUN.with(optimizer);
      TestingRun.Result shared = run.stopAfter(20).run(2);
      TestingRun.Result both = run.with(averaging(6, "20st", NESTEROV)).run(2);
      assertEquals(losses(shared, 20), losses(both, 20));
      assertEquals(50, both.steps().size());
      TestingRun.Saved change = last(shared);
      // The same parameters and state, from which averaging goes on without a past of its own.
      TestingRun.Result averaged =
          run.with(averaging(6, "none", new OuterSpec.None())).resume(change).run(2);
      TestingRun.Result plainly =
          run.with(averaging(6, change.progress().step() + "st", new OuterSpec.None())).run(2);
      assertArrayEquals(averaged.parameters(), plainly.parameters());
    }
  }

  @Test
  void postLocalRunsThatNeverChangeEqualGradientSharing() throws Exception {
    TestingRun.Result shared = RUN.run(3);
    TestingRun.Result both = RUN.with(averaging(5, "9ep", NESTEROV)).run(3);
    assertArrayEquals(shared.parameters(), both.parameters());
    assertEquals(losses(shared, 50), losses(both, 50));
  }

  @Test
  void aStopAskedForInTheLastStepOfGradientSharingIsObeyedAtTheFirstAveraging() throws Exception {
    TestingRun.Result stopped = RUN.with(averaging(6, "20st", NESTEROV)).stopAfter(20).run(2);
    assertEquals(WorkerReport.Outcome.STOPPED, stopped.reports().get(0).outcome());
    assertEquals(24, stopped.reports().get(1).progress().step());
  }

  private static TestingRun.Saved last(TestingRun.Result result) {
    return result.checkpoints().get(result.checkpoints().size() - 1);
  }

  private static List<Double> losses(TestingRun.Result result, int steps) {
    return result.steps().stream().map(Metric.Step::loss).limit(steps).toList();
  }

  @Test
  void aRunStoppedAndResumedEqualsOneThatWentThroughBitForBit() throws Exception {
    for (SynchronizationSpec synchronization :
        List.of(
            new GradientSharing(),
            new ParameterAveraging(6),
            averaging(6, "none", NESTEROV),
            averaging(6, "30st", NESTEROV),
            averaging(6, "10st", NESTEROV))) {
      for (OptimizerSpec optimizer :
          List.of(ADAM, SGD, CLIPPED, LAYER_CLIPPED, BOUNDED, LARS, MUON, LOOKAHEAD, SWA, FREE)) {
        TestingRun run = RUN.with(synchronization).with(optimizer);
        TestingRun.Result through = run.run(2);
        TestingRun.Result stopped = run.stopAfter(17).run(2);
        assertEquals(WorkerReport.Outcome.STOPPED, stopped.reports().get(0).outcome());
        TestingRun.Saved saved = last(stopped);
        assertTrue(saved.progress().step() < 40, "stopped at " + saved.progress());
        TestingRun.Result resumed = run.resume(saved).run(2);
        assertArrayEquals(through.parameters(), resumed.parameters());
        assertEquals(
            through.reports().get(0).parametersSha256(),
            resumed.reports().get(0).parametersSha256());
        List<Double> losses = through.steps().stream().map(Metric.Step::loss).toList();
        assertEquals(
            losses.subList((int) saved.progress().step(), losses.size()),
            resumed.steps().stream().map(Metric.Step::loss).toList());
      }
    }
  }

  @Test
  void twoRunsOfOnePlanAreTheSameAndReplicasAreIdentical() throws Exception {
    for (SynchronizationSpec synchronization :
        List.of(new GradientSharing(), new ParameterAveraging(8))) {
      TestingRun.Result first = RUN.with(synchronization).run(3);
      TestingRun.Result second = RUN.with(synchronization).run(3);
      assertArrayEquals(first.parameters(), second.parameters());
      for (float[] replica : first.replicas()) {
        assertArrayEquals(first.parameters(), replica);
      }
    }
  }

  @Test
  void workersWithoutExamplesInAStepJoinIn() throws Exception {
    // Batches of 2 over 16 shards: most of 5 workers have none in a step.
    TestingRun tiny =
        new TestingRun(
            NETWORK,
            SGD,
            new GradientSharing(),
            Span.epochs(2),
            2,
            33,
            16,
            Long.MAX_VALUE,
            TestingRun.Saved.NONE);
    assertSameCurve(tiny.run(1).steps(), tiny.run(5).steps());
    TestingRun.Result averaged = tiny.with(new ParameterAveraging(4)).run(5);
    assertEquals(34, averaged.reports().get(0).progress().step());
    assertEquals(66, averaged.reports().get(0).progress().examples());
  }

  @Test
  void everyWorkerStopsInTheSameStepWhenTheLossIsNoNumber() throws Exception {
    OptimizerSpec wild =
        new OptimizerSpec(
            new OptimizerSpec.Sgd(), 1e30, new ScheduleSpec.Constant(), 0, OptionalDouble.empty());
    TestingRun.Result result = RUN.with(wild).run(3);
    for (WorkerReport report : result.reports()) {
      assertEquals(WorkerReport.Outcome.DIVERGED, report.outcome());
      assertEquals(result.reports().get(0).progress(), report.progress());
    }
    assertTrue(result.checkpoints().isEmpty(), "what diverged is not worth keeping");
  }

  @Test
  void aStopBetweenTwoAgreementsIsRoundedUp() throws Exception {
    TestingRun.Result stopped = RUN.with(new ParameterAveraging(10)).stopAfter(10).run(2);
    long step = stopped.reports().get(1).progress().step();
    assertEquals(0, step % 10);
    assertNotEquals(50, step);
  }

  @Test
  void aRunEndsAndStopsOnlyWhenItsLastCheckpointIsWhole() throws Exception {
    for (TestingRun run : List.of(RUN, RUN.stopAfter(17))) {
      TestingRun.Result result = run.run(2);
      List<Long> begun =
          result.checkpoints().stream().map(saved -> saved.progress().step()).toList();
      List<Long> told =
          result.told().stream()
              .map(metric -> ((Metric.Checkpoint) metric).progress().step())
              .toList();
      assertFalse(begun.isEmpty());
      assertEquals(begun, told);
    }
  }
}
