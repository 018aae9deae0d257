package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void writesTheFewestDigits() {
    assertEquals("0", Numbers.of(0).text());
    assertEquals("1", Numbers.of(1).text());
    assertEquals("100", Numbers.of(100).text());
    assertEquals("0.001", Numbers.of(1e-3).text());
    assertEquals("0.0001", Numbers.of(1e-4).text());
    assertEquals("1e-5", Numbers.of(1e-5).text());
    assertEquals("-2.5e-7", Numbers.of(-2.5e-7).text());
    assertEquals("0.3", Numbers.of(0.3).text());
    assertEquals("2e23", Numbers.of(2e23).text());
    assertEquals("1e10", Numbers.of(1e10).text());
  }

  @Test
  void losesNothing() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertEquals(value, Double.parseDouble(Numbers.of(value).text()));
      }
    }
    assertEquals(Double.MIN_VALUE, Double.parseDouble(Numbers.of(Double.MIN_VALUE).text()));
    assertEquals(Double.MAX_VALUE, Double.parseDouble(Numbers.of(Double.MAX_VALUE).text()));
  }
}
