package io.lockstep.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
  @Test
  void headingIsRuledOffAndBarsAreEscaped() {
    assertEquals(
        List.of("| a | b |", "| --- | --- |", "| 1\\|2 | 3 |"),
        MarkdownTable.lines(List.of(List.of("a", "b"), List.of("1|2", "3"))));
  }

  @Test
  void refusesARowOfAnotherWidth() {
    Exception failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> MarkdownTable.lines(List.of(List.of("a", "b"), List.of("1"))));
    assertEquals("Invalid row (as many cells as the heading, 2): [1]", failure.getMessage());
  }
}
