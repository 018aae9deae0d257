package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumberTextTest {
  @Test
  void readsEveryFloatAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        assertEquals(value, NumberText.parse(String.valueOf(value)), "value " + value);
      }
    }
    for (int i = 0; i < 1_200_000; i += 7) {
      assertEquals(i, NumberText.parse(String.valueOf(i)));
      assertEquals(-i, NumberText.parse("-" + i), 0f);
    }
  }

  @Test
  void refusesWhatIsNoFiniteNumber() {
    for (String text :
        List.of(
            "",
            " ",
            "-",
            "+",
            ".",
            "e",
            "1e",
            "NaN",
            "nan",
            "Infinity",
            "-inf",
            "1f",
            "1d",
            "0x10",
            "1,5",
            "1 2",
            "1e39",
            "-1e39",
            "1_000",
            "\u0661",
            "null",
            "--1",
            "1-1")) {
      assertTrue(Float.isNaN(NumberText.parse(text)), "text " + text);
    }
  }

  @Test
  void writesEqualNumbersInOneWay() {
    assertEquals("3", NumberText.canonical("3"));
    assertEquals("3", NumberText.canonical("3.0"));
    assertEquals("300", NumberText.canonical("3e2"));
    assertEquals("0", NumberText.canonical("-0.0"));
    assertEquals("-1.5", NumberText.canonical("-1.50"));
    assertEquals("12345678901234567891", NumberText.canonical("12345678901234567891"));
  }

  @Test
  void leavesOtherTextsAlone() {
    for (String text : List.of("007", "1f", "NaN", "+3", "1.", ".5", "1e999", "3 ", "cat")) {
      assertEquals(text, NumberText.canonical(text));
    }
  }
}
