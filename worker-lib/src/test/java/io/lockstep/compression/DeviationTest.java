package io.lockstep.compression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeviationTest {
  private static Deviation of(float[] dense, float[] sent) {
    Deviation deviation = new Deviation();
    deviation.add(dense, sent, dense.length);
    return deviation;
  }

  @Test
  void isTheErrorAndTheCosineOfTwoVectors() {
    Deviation deviation = of(new float[] {3, 4}, new float[] {3, 0});
    assertEquals(0.8, deviation.error(), 1e-12);
    assertEquals(0.6, deviation.cosine(), 1e-12);
  }

  @Test
  void slicesAddUpToTheWhole() {
    float[] dense = {1, -2, 3, 4, 5};
    float[] sent = {1, -1, 2, 5, 0};
    Deviation whole = of(dense, sent);
    Deviation parts = of(new float[] {1, -2}, new float[] {1, -1});
    Deviation rest = of(new float[] {3, 4, 5}, new float[] {2, 5, 0});
    parts.add(rest.sums(), 0);
    assertEquals(whole.error(), parts.error());
    assertEquals(whole.cosine(), parts.cosine());
  }

  @Test
  void nothingInPlaceOfSomethingIsAllWrong() {
    Deviation nothing = of(new float[] {1, 2}, new float[] {0, 0});
    assertEquals(1, nothing.error());
    assertEquals(0, nothing.cosine());
    Deviation both = of(new float[2], new float[2]);
    assertEquals(0, both.error());
    assertEquals(1, both.cosine());
  }

  @Test
  void whatSendsTheLargestOfOneRankHasErrorsAndCosinesOnACircle() {
    // sent is a projection of dense: |dense|^2 = |sent|^2 + |dense - sent|^2.
    Deviation deviation = of(new float[] {9, -1, 2, 7}, new float[] {9, 0, 0, 7});
    assertEquals(1, Math.hypot(deviation.error(), deviation.cosine()), 1e-12);
  }

  @Test
  void theBoundsHoldUntilTheyArePassedAndForWhatIsNoNumber() {
    GuardSpec guard = new GuardSpec(10, 0.5, 0.2);
    assertTrue(guard.holds(0.5, 0.2));
    assertFalse(guard.holds(0.51, 0.9));
    assertFalse(guard.holds(0.1, 0.19));
    assertTrue(guard.holds(Double.NaN, Double.NaN));
  }
}
