package io.lockstep.worker;

import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.Loss;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
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
import org.junit.jupiter.api.Test;

/** Runs that average models with batch normalization, and what they evaluate and keep. */
class SwaBatchNormTest {
  private static final int STEPS = 24;
  private static final int EXAMPLES = 90;
  private static final int BATCH = 16;
  private static final int SHARDS = 16;
  private static final int STEPS_PER_EPOCH = 6;

  /** Models 12, 15, 18, 21 and 24; evaluations at 6, 12, 18 and 24. */
  private static final OptimizerSpec SWA = momentum(new OptimizerSpec.Swa(0.5, Span.steps(3)));

  private static final OptimizerSpec EMA = momentum(new OptimizerSpec.Ema(0.8));

  private static final List<SynchronizationSpec> ALL =
      List.of(
          new GradientSharing(),
          new GradientSharing(
              Optional.of(new CompressionSpec.Bf16(new GuardSpec(100, 0.02, 0.999)))),
          new ParameterAveraging(3),
          new ParameterAveraging(3, Optional.of(Span.steps(16)), new OuterSpec.None()));

  private static OptimizerSpec momentum(OptimizerSpec.Average average) {
    return new OptimizerSpec(
        new OptimizerSpec.Averaged(new OptimizerSpec.Momentum(0.9), average),
        0.05,
        new ScheduleSpec.Constant(),
        0,
        OptionalDouble.empty());
  }

  private static NetworkSpec pictures(Statistics statistics) {
    return network(
        Shape.image(2, 5, 5),
        3,
        Loss.CROSS_ENTROPY,
        conv(4, window(3, 1, 1), Activation.IDENTITY),
        new LayerSpec.BatchNorm(0.8, 1e-3, statistics),
        new LayerSpec.Activate(Activation.TANH),
        dense(6, Activation.IDENTITY),
        new LayerSpec.BatchNorm(0.9, 1e-5, statistics),
        new LayerSpec.Activate(Activation.TANH));
  }

  private static TestingRun run(
      Statistics statistics, OptimizerSpec optimizer, SynchronizationSpec synchronization) {
    return new TestingRun(
        pictures(statistics),
        optimizer,
        synchronization,
        Span.steps(STEPS),
        BATCH,
        EXAMPLES,
        SHARDS,
        Long.MAX_VALUE,
        TestingRun.Saved.NONE);
  }

  private static TestingRun.Saved last(TestingRun.Result result) {
    return result.checkpoints().get(result.checkpoints().size() - 1);
  }

  private static float[] evaluated(TestingRun.Result result) {
    return result.evaluated().get(result.evaluated().size() - 1);
  }

  /** As a model is made of a checkpoint. */
  private static float[] model(TestingRun run, TestingRun.Saved saved) {
    Optimizer fresh =
        Optimizer.of(
            run.optimizer(),
            run.network().layout(),
            new RunLength(Span.steps(STEPS), STEPS_PER_EPOCH));
    fresh.state().forEach((name, vector) -> vector.copyFrom(saved.state().get(name)));
    FlatVector weights = FlatVector.copyOf(saved.parameters());
    fresh.averaged().orElseThrow().replace(weights, Slice.all(weights.length()));
    return weights.toArray();
  }

  private static float[] statistics(NetworkSpec network, float[] parameters) {
    List<Slice> parts = network.layout().parts(piece -> piece.kind() == Piece.Kind.STATISTIC);
    float[] values = new float[parts.stream().mapToInt(Slice::length).sum()];
    int at = 0;
    for (Slice part : parts) {
      System.arraycopy(parameters, part.from(), values, at, part.length());
      at += part.length();
    }
    return values;
  }

  /** Of these weights, by one worker that has done nothing else. */
  private static float[] measured(NetworkSpec network, float[] weights) throws Exception {
    TestingStatistics testing =
        new TestingStatistics(
            network,
            TestingExamples.made(network.input().elements(), network.outputs()),
            SHARDS,
            BATCH,
            EXAMPLES);
    double[] values = testing.measure(FlatVector.copyOf(weights), 1).get(0);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Test
  void whatIsEvaluatedAndKeptHasTheStatisticsOfItsOwnWeights() throws Exception {
    for (SynchronizationSpec synchronization : ALL) {
      for (Statistics kind : Statistics.values()) {
        if (kind == Statistics.GLOBAL && !(synchronization instanceof GradientSharing)) {
          continue; // The plan refuses it.
        }
        TestingRun run = run(kind, SWA, synchronization);
        TestingRun.Result result = run.run(2);
        String what = synchronization + ", " + kind;
        assertEquals(4, result.evaluated().size(), what);
        float[] evaluated = evaluated(result);
        assertArrayEquals(model(run, last(result)), evaluated, what);
        assertArrayEquals(
            measured(run.network(), evaluated), statistics(run.network(), evaluated), 1e-5f, what);
        assertArrayEquals(
            result.parameters(), last(result).parameters(), "training's own, " + what);
      }
    }
  }

  @Test
  void whatIsTrainedIsTheSameWithAndWithoutAverages() throws Exception {
    OptimizerSpec plain =
        new OptimizerSpec(
            new OptimizerSpec.Momentum(0.9),
            0.05,
            new ScheduleSpec.Constant(),
            0,
            OptionalDouble.empty());
    for (SynchronizationSpec synchronization : ALL) {
      TestingRun run = run(Statistics.WORKER, SWA, synchronization);
      assertArrayEquals(run.with(plain).run(2).parameters(), run.run(2).parameters());
    }
  }

  @Test
  void untilASecondModelIsInTheMeanRunningStatisticsCount() throws Exception {
    TestingRun run = run(Statistics.WORKER, SWA, new GradientSharing());
    TestingRun.Result result = run.run(2);
    float[] before = result.evaluated().get(1);
    assertFalse(Arrays.equals(statistics(run.network(), before), measured(run.network(), before)));
    float[] after = result.evaluated().get(2);
    assertArrayEquals(measured(run.network(), after), statistics(run.network(), after), 1e-5f);
  }

  @Test
  void averagesOfEveryStepAverageStatisticsToo() throws Exception {
    TestingRun run = run(Statistics.WORKER, EMA, new GradientSharing());
    TestingRun.Result result = run.run(2);
    float[] evaluated = evaluated(result);
    assertArrayEquals(model(run, last(result)), evaluated);
    float[] own = statistics(run.network(), evaluated);
    float[] measured = measured(run.network(), evaluated);
    float apart = 0;
    for (int i = 0; i < own.length; i++) {
      apart = Math.max(apart, Math.abs(own[i] - measured[i]));
    }
    assertTrue(apart > 1e-3, "they are running values");
  }

  @Test
  void anyNumberOfWorkersKeepsTheSameAverage() throws Exception {
    TestingRun run = run(Statistics.GLOBAL, SWA, new GradientSharing());
    float[] one = evaluated(run.run(1));
    for (int workers : new int[] {2, 3, 4}) {
      assertArrayEquals(one, evaluated(run.run(workers)), 2e-4f);
    }
  }

  @Test
  void aRunStoppedAndResumedKeepsTheSameAverageBitForBit() throws Exception {
    for (SynchronizationSpec synchronization : ALL) {
      TestingRun run = run(Statistics.WORKER, SWA, synchronization);
      TestingRun.Result through = run.run(2);
      // After models have entered the mean, and between two evaluations.
      TestingRun.Result stopped = run.stopAfter(15).run(2);
      TestingRun.Saved saved = last(stopped);
      assertTrue(saved.progress().step() > 15 && saved.progress().step() < 24, saved.toString());
      float[] model = model(run, saved);
      assertArrayEquals(measured(run.network(), model), statistics(run.network(), model), 1e-5f);
      TestingRun.Result resumed = run.resume(saved).run(2);
      assertArrayEquals(through.parameters(), resumed.parameters());
      assertArrayEquals(evaluated(through), evaluated(resumed));
      last(through)
          .state()
          .forEach(
              (name, vector) -> assertArrayEquals(vector, last(resumed).state().get(name), name));
    }
  }
}
