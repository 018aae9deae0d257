package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.data.Batch;
import io.lockstep.network.Engines;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * That one element in a hundred a step still learns what all of them do, on real pictures. Over
 * four choices of the held-out fifth sparse runs were 0.3 to 1.7 points behind the dense one, and
 * 2.8 to 6 once what is held back was thrown away: the bound lies between.
 */
class SparseConvergenceTest {
  private static final int TRAINING = 1_437;
  private static final int HELD_OUT = TestingDigits.EXAMPLES - TRAINING;

  /** Nine of the 360 pictures. */
  private static final double BOUND = 0.025;

  private static final GuardSpec LENIENT = new GuardSpec(100, 1e9, -1);
  private static final NetworkSpec NETWORK =
      NetworkSpec.infer(
          new ModelSpec(
              List.of(
                  new LayerSpec.Dense(128, Activation.RELU, Initialization.HE, Bias.AUTO),
                  new LayerSpec.Output(
                      OptionalInt.empty(), Optional.empty(), Initialization.XAVIER))),
          Shape.flat(TestingDigits.PIXELS),
          TestingDigits.CLASSES,
          Loss.CROSS_ENTROPY);
  private static final OptimizerSpec ADAM =
      new OptimizerSpec(
          new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
          1e-3,
          new ScheduleSpec.Constant(),
          0,
          OptionalDouble.empty());

  private final TestingDigits digits;

  SparseConvergenceTest() throws IOException {
    this.digits = new TestingDigits();
  }

  @Test
  void comesWithinTwoAndAHalfPointsOfDenseGradients() throws Exception {
    Optional<Span> warmUp = Optional.of(Span.epochs(1));
    double dense = accuracy(new GradientSharing());
    assertTrue(dense > 0.95, "dense " + dense);
    for (CompressionSpec sparse :
        List.of(
            new CompressionSpec.TopK(0.01, warmUp, LENIENT),
            new CompressionSpec.Threshold(0.01, warmUp, LENIENT))) {
      double accuracy = accuracy(new GradientSharing(Optional.of(sparse)));
      assertTrue(accuracy >= dense - BOUND, sparse + ": " + accuracy + ", dense " + dense);
    }
  }

  private double accuracy(GradientSharing synchronization) throws Exception {
    TestingRun run =
        new TestingRun(
            NETWORK,
            digits,
            ADAM,
            synchronization,
            Span.epochs(40),
            64,
            TRAINING,
            16,
            Long.MAX_VALUE,
            TestingRun.Saved.NONE);
    return accuracy(FlatVector.copyOf(run.run(2).parameters()));
  }

  private double accuracy(FlatVector parameters) {
    Batch batch = new Batch(HELD_OUT, TestingDigits.PIXELS, TestingDigits.CLASSES);
    FlatVector outputs = FlatVector.allocate(HELD_OUT * TestingDigits.CLASSES);
    FlatVector gradient = FlatVector.allocate(parameters.length());
    batch.rows(HELD_OUT);
    for (int row = 0; row < HELD_OUT; row++) {
      digits.copy(TRAINING + row, batch, row);
    }
    try (Network network =
        Engines.named("dl4j").bind(NETWORK, parameters, gradient, HELD_OUT, new Seed(1))) {
      network.predict(batch, outputs);
    }
    int right = 0;
    for (int row = 0; row < HELD_OUT; row++) {
      right += largest(outputs, row) == digits.label(TRAINING + row) ? 1 : 0;
    }
    return (double) right / HELD_OUT;
  }

  private static int largest(FlatVector outputs, int row) {
    int first = row * TestingDigits.CLASSES;
    int best = first;
    for (int i = first; i < first + TestingDigits.CLASSES; i++) {
      best = outputs.get(i) > outputs.get(best) ? i : best;
    }
    return best - first;
  }
}
