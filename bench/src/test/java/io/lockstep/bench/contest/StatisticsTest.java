package io.lockstep.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medianOfAnOddNumberIsTheOneInTheMiddle() {
    assertEquals(3, Statistics.median(List.of(100.0, 3.0, 1.0)));
    assertEquals(7, Statistics.median(List.of(7.0)));
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertEquals(2.5, Statistics.median(List.of(4.0, 1.0, 2.0, 3.0)));
  }

  @Test
  void nothingHasNoMedian() {
    Exception failure =
        assertThrows(IllegalArgumentException.class, () -> Statistics.median(List.of()));
    assertEquals("Invalid values (at least one): []", failure.getMessage());
  }
}
