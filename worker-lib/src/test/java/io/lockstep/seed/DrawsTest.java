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
}
