package io.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.Loss;
import io.lockstep.network.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegressionResultTest {
  /** The example of scikit-learn's r2_score: 0.9486...; errors by hand. */
  @Test
  void findsErrorsAndDetermination() {
    RegressionResult result =
        evaluate(new float[][] {{2.5f}, {0}, {2}, {8}}, new float[][] {{3}, {-0.5f}, {2}, {7}});
    assertEquals(4, result.examples());
    assertEquals(0.375, result.mse(), 1e-15);
    assertEquals(0.375, result.loss(), 1e-15);
    assertEquals(0.5, result.mae(), 1e-15);
    assertEquals(1 - 1.5 / 29.1875, result.r2(), 1e-15);
    assertEquals(List.of("loss", "mse", "mae", "r2"), List.copyOf(result.values().keySet()));
  }

  @Test
  void averagesOverTargets() {
    RegressionResult result =
        evaluate(new float[][] {{1, 0}, {3, 4}, {5, 8}}, new float[][] {{1, 2}, {3, 4}, {5, 6}});
    assertEquals((0 + 8.0 / 3) / 2, result.mse(), 1e-15);
    assertEquals((0 + 4.0 / 3) / 2, result.mae(), 1e-15);
    assertEquals((1 + (1 - 8.0 / 8)) / 2, result.r2(), 1e-15);
  }

  @Test
  void partsMergeIntoTheWholeEvenFarFromZero() {
    Random random = new Random(3);
    int n = 3_000;
    float[][] truths = new float[n][1];
    float[][] outputs = new float[n][1];
    for (int i = 0; i < n; i++) {
      // Sums of squares about zero would keep no digit of a spread this small: 1 against 1e12 * n.
      truths[i][0] = 1_000_000 + random.nextInt(5) - 2;
      outputs[i][0] = truths[i][0] + (random.nextInt(3) - 1) * 0.5f;
    }
    RegressionResult merged =
        evaluate(Arrays.copyOf(outputs, 1_000), Arrays.copyOf(truths, 1_000))
            .merge(EvaluationResult.none(EchoingNetwork.spec(Loss.MSE, 1)))
            .merge(
                evaluate(
                    Arrays.copyOfRange(outputs, 1_000, 1_001),
                    Arrays.copyOfRange(truths, 1_000, 1_001)))
            .merge(
                evaluate(
                    Arrays.copyOfRange(outputs, 1_001, n), Arrays.copyOfRange(truths, 1_001, n)));
    double mean = Arrays.stream(truths).mapToDouble(t -> t[0] - 1_000_000).average().orElseThrow();
    double spread =
        Arrays.stream(truths).mapToDouble(t -> Math.pow(t[0] - 1_000_000 - mean, 2)).sum();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      squares += Math.pow(outputs[i][0] - truths[i][0], 2);
    }
    assertEquals(squares / n, merged.mse(), 1e-12);
    assertEquals(1 - squares / spread, merged.r2(), 1e-9);
    assertEquals(merged.r2(), evaluate(outputs, truths).r2(), 1e-9);
  }

  @Test
  void mergingInTheSameOrderGivesTheSameBits() {
    RegressionResult a = evaluate(new float[][] {{1}, {2}}, new float[][] {{1.3f}, {0.1f}});
    RegressionResult b = evaluate(new float[][] {{7}}, new float[][] {{0.7f}});
    NetworkSpec spec = EchoingNetwork.spec(Loss.MSE, 1);
    assertEquals(EvaluationResult.width(spec), a.row().length);
    EvaluationResult copies =
        EvaluationResult.ofRow(spec, a.row()).merge(EvaluationResult.ofRow(spec, b.row()));
    assertEquals(a.merge(b).values(), copies.values());
  }

  @Test
  void aConstantTargetIsDeterminedByExactPredictionsOnly() {
    float[][] constant = {{4}, {4}};
    assertEquals(1, evaluate(constant, constant).r2());
    assertEquals(0, evaluate(new float[][] {{4}, {5}}, constant).r2());
  }

  @Test
  void anOutputThatIsNoNumberPassesThrough() {
    RegressionResult result = evaluate(new float[][] {{Float.NaN}, {1}}, new float[][] {{1}, {2}});
    result.values().forEach((name, value) -> assertTrue(value.isNaN(), name));
  }

  @Test
  void withoutExamplesNothingIsANumber() {
    EvaluationResult none = EvaluationResult.none(EchoingNetwork.spec(Loss.MSE, 2));
    none.values().forEach((name, value) -> assertTrue(value.isNaN(), name));
  }

  @Test
  void refusesBatchesThatDoNotFit() {
    Evaluator evaluator = new Evaluator(EchoingNetwork.of(Loss.MSE, 1), 1);
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                evaluator.add(
                    EchoingNetwork.batch(new float[][] {{1}, {2}}, new float[][] {{1}, {2}})));
    assertEquals("Invalid rows (at most 1): 2", failure.getMessage());
    failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> evaluator.add(EchoingNetwork.batch(new float[][] {{1}}, new float[][] {{1, 2}})));
    assertEquals("Invalid target width (1): 2", failure.getMessage());
  }

  private static RegressionResult evaluate(float[][] outputs, float[][] targets) {
    Evaluator evaluator =
        new Evaluator(EchoingNetwork.of(Loss.MSE, outputs[0].length), outputs.length);
    evaluator.add(EchoingNetwork.batch(outputs, targets));
    return (RegressionResult) evaluator.result();
  }
}
