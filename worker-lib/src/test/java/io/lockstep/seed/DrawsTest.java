package io.lockstep.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private static final Seed SEED = new Seed(11);

  @Test
  void areTheNumbersOfTheDerivedSeedsGenerator() {
    Draws draws = new Draws(SEED);
    for (long id : new long[] {0, 1, 1_000_000_007L}) {
      draws.restart(3, id, 2);
      SplittableRandom expected = SEED.derive(3).derive(id).derive(2).generator();
      for (int i = 0; i < 10; i++) {
        assertEquals(expected.nextLong(), draws.bits());
      }
      draws.restart(3, id, 2);
      assertEquals(SEED.derive(3).derive(id).derive(2).generator().nextDouble(), draws.uniform());
    }
  }

  @Test
  void wholeNumbersAreEvenlySpreadBelowTheirBound() {
    Draws draws = new Draws(SEED);
    int[] counts = new int[9];
    for (int i = 0; i < 90_000; i++) {
      draws.restart(0, i, 0);
      counts[draws.below(9)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 5 * Math.sqrt(10_000));
    }
  }

  @Test
  void whatIsCertainHappens() {
    Draws draws = new Draws(SEED);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(draws.happens(1));
    }
  }

  @Test
  void normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    Draws draws = new Draws(SEED);
    int n = 200_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double x = draws.gaussian();
      for (int k = 1; k < moments.length; k++) {
        moments[k] += Math.pow(x, k) / n;
      }
    }
    double error = 5 / Math.sqrt(n);
    assertEquals(0, moments[1], error);
    assertEquals(1, moments[2], Math.sqrt(2) * error);
    assertEquals(0, moments[3], Math.sqrt(15) * error);
    assertEquals(3, moments[4], Math.sqrt(96) * error);
  }

  @Test
  void aNormalNumberIsNotLeftOverFromTheExampleBefore() {
    Draws draws = new Draws(SEED);
    draws.restart(0, 5, 0);
    double first = draws.gaussian();
    draws.restart(0, 5, 0);
    assertEquals(first, draws.gaussian());
  }

  /** Mean 1/2, variance 1 / (4 (2 alpha + 1)), fourth central moment 3 / (16 (2a+1) (2a+3)). */
  @Test
  void betaHasTheMomentsOfItsDistribution() {
    Draws draws = new Draws(SEED);
    int n = 100_000;
    for (double alpha : new double[] {1e-3, 0.2, 1, 4}) {
      double mean = 0;
      double variance = 0;
      double fourth = 0;
      for (int i = 0; i < n; i++) {
        double x = draws.beta(alpha);
        assertTrue(x >= 0 && x <= 1, alpha + ": " + x);
        mean += x / n;
        variance += Math.pow(x - 0.5, 2) / n;
        fourth += Math.pow(x - 0.5, 4) / n;
      }
      assertEquals(0.5, mean, 5 * 0.5 / Math.sqrt(n), "mean for " + alpha);
      assertEquals(1 / (4 * (2 * alpha + 1)), variance, 0.0015, "variance for " + alpha);
      double expected = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
      assertEquals(expected, fourth, 0.0006, "fourth for " + alpha);
    }
  }
}
