package io.lockstep.worker;

import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Batch normalization over workers: their gradients, parameters and running values. */
class SynchronizedBatchNormTest {
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

  private static TestingRun run(NetworkSpec network, int steps, int globalBatch) {
    OptimizerSpec sgd =
        new OptimizerSpec(
            new OptimizerSpec.Sgd(), 0.1, new ScheduleSpec.Constant(), 0, OptionalDouble.empty());
    return new TestingRun(
        network,
        sgd,
        new GradientSharing(),
        Span.steps(steps),
        globalBatch,
        44,
        16,
        Long.MAX_VALUE,
        TestingRun.Saved.NONE);
  }

  private static float[] piece(NetworkSpec network, TestingRun.Result result, String name) {
    Piece piece =
        network.layout().pieces().stream()
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow();
    return Arrays.copyOfRange(result.parameters(), piece.slice().from(), piece.slice().to());
  }

  @Test
  void anyNumberOfWorkersComputesWhatOneWould() throws Exception {
    TestingRun run = run(pictures(Statistics.GLOBAL), 20, 16);
    TestingRun.Result one = run.run(1);
    assertTrue(one.steps().get(19).loss() < 0.7 * one.steps().get(0).loss(), "it learns");
    for (int workers : new int[] {2, 4}) {
      TestingRun.Result many = run.run(workers);
      for (int step = 0; step < 20; step++) {
        double loss = one.steps().get(step).loss();
        assertEquals(loss, many.steps().get(step).loss(), 1e-4 * loss, "step " + step);
        double norm = one.steps().get(step).gradientNorm();
        assertEquals(norm, many.steps().get(step).gradientNorm(), 1e-3 * norm, "step " + step);
      }
      // With the running values, which are parts of the parameters.
      assertArrayEquals(one.parameters(), many.parameters(), 1e-4f);
      for (float[] replica : many.replicas()) {
        assertArrayEquals(many.parameters(), replica);
      }
    }
  }

  @Test
  void oneWorkerComputesWhatItWouldWithItsOwnStatistics() throws Exception {
    assertArrayEquals(
        run(pictures(Statistics.WORKER), 10, 16).run(1).parameters(),
        run(pictures(Statistics.GLOBAL), 10, 16).run(1).parameters(),
        1e-4f);
  }

  @Test
  void workersWithoutExamplesJoinInWithBothPasses() throws Exception {
    // Batches of 3 over 16 shards: most of 5 workers have none in a step.
    TestingRun run = run(pictures(Statistics.GLOBAL), 15, 3);
    assertArrayEquals(run.run(1).parameters(), run.run(5).parameters(), 1e-3f);
  }

  @Test
  void workersWithoutExamplesJoinInInGraphsToo() throws Exception {
    LayerSpec norm = new LayerSpec.BatchNorm(0.9, 1e-5, Statistics.GLOBAL);
    NetworkSpec network =
        TestingNetworks.graph(
            Shape.image(2, 5, 5),
            3,
            Loss.CROSS_ENTROPY,
            new ModelBuilder()
                .residual(
                    body ->
                        body.add(conv(3, window(3, 1, 1), Activation.IDENTITY))
                            .add(norm)
                            .add(conv(4, window(3, 1, 1), Activation.IDENTITY))
                            .add(norm),
                    shortcut ->
                        shortcut.add(conv(4, window(1, 1, 0), Activation.IDENTITY)).add(norm))
                .add(new LayerSpec.GlobalPool(LayerSpec.Pooling.AVERAGE)));
    TestingRun run = run(network, 15, 3);
    assertArrayEquals(run.run(1).parameters(), run.run(5).parameters(), 1e-3f);
  }

  @Test
  void aResumedRunGoesOnExactly() throws Exception {
    TestingRun run = run(pictures(Statistics.GLOBAL), 20, 16);
    TestingRun.Result stopped = run.stopAfter(5).run(2);
    TestingRun.Saved saved = stopped.checkpoints().get(stopped.checkpoints().size() - 1);
    assertTrue(saved.progress().step() < 20, "stopped at " + saved.progress());
    assertArrayEquals(run.run(2).parameters(), run.resume(saved).run(2).parameters());
  }

  @Test
  void workersWithTheirOwnStatisticsComputeSomethingElse() throws Exception {
    TestingRun run = run(pictures(Statistics.WORKER), 1, 16);
    NetworkSpec network = run.network();
    assertFalse(
        Arrays.equals(
            piece(network, run.run(1), "1.variance"), piece(network, run.run(4), "1.variance")));
  }

  @Test
  void runningMeansOfWorkersAreAveragedByTheirNumbersOfExamples() throws Exception {
    // Of the first layer's inputs, and 11 examples over 4 workers: 3, 3, 3 and 2.
    NetworkSpec network =
        network(
            Shape.flat(6),
            3,
            Loss.CROSS_ENTROPY,
            new LayerSpec.BatchNorm(0.75, 1e-5),
            dense(4, Activation.TANH));
    TestingRun run = run(network, 1, 11);
    float[] one = piece(network, run.run(1), "0.mean");
    assertTrue(Math.abs(one[0]) > 0.01, "it has moved");
    assertArrayEquals(one, piece(network, run.run(4), "0.mean"), 1e-6f);
  }
}
