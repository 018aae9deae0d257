package io.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BestTest {
  @Test
  void aClassifierImprovesByAccuracyThenByLoss() {
    Best best = Best.of(classification(8, 10, 0.5), 100);
    assertEquals(new Best("accuracy", 0.8, 0.5, 100), best);
    assertTrue(best.improvedBy(classification(9, 10, 0.9)));
    assertFalse(best.improvedBy(classification(7, 10, 0.1)));
    assertTrue(best.improvedBy(classification(8, 10, 0.25)));
    assertFalse(best.improvedBy(classification(8, 10, 0.5)), "the first of equals stays");
    assertFalse(best.improvedBy(classification(8, 10, 0.75)));
  }

  @Test
  void aRegressionImprovesByLoss() {
    Best best = Best.of(regression(0.5), 7);
    assertEquals(new Best("loss", 0.5, 0.5, 7), best);
    assertTrue(best.improvedBy(regression(0.25)));
    assertFalse(best.improvedBy(regression(0.5)));
    assertFalse(best.improvedBy(regression(0.75)));
  }

  @Test
  void aLossThatIsNoFiniteNumberIsWorseThanAnyThatIs() {
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertFalse(Best.of(regression(5), 1).improvedBy(regression(broken)));
      assertTrue(Best.of(regression(broken), 1).improvedBy(regression(5)));
      assertFalse(Best.of(classification(1, 10, 5), 1).improvedBy(classification(9, 10, broken)));
      assertTrue(Best.of(classification(9, 10, broken), 1).improvedBy(classification(1, 10, 5)));
    }
  }

  private static EvaluationResult classification(int correct, int examples, double loss) {
    double[] row = {loss * examples, examples, correct, examples - correct, 0, 0};
    return ClassificationResult.ofRow(2, row);
  }

  private static EvaluationResult regression(double loss) {
    return RegressionResult.ofRow(1, new double[] {4, loss * 4, loss * 4, 1, 0, 1});
  }
}
