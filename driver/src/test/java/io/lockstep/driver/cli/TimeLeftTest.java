package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final TimeLeft left = new TimeLeft();

  /** Steps that one message tells of. */
  private void message(long firstStep, long lastStep, long seconds) {
    for (long step = firstStep; step <= lastStep; step++) {
      left.add(step, seconds * SECOND + step);
    }
  }

  @Test
  void knowsNothingWhileTheRunWarmsUp() {
    message(1, 5, 1);
    message(6, 10, 2);
    assertTrue(left.until(100).isEmpty());
  }

  @Test
  void measuresSteadyStepsOneByOne() {
    for (long step = 1; step <= 20; step++) {
      left.add(step, step * SECOND);
    }
    assertEquals(80, left.until(100).orElseThrow().toSeconds());
  }

  @Test
  void measuresStepsThatComeByTheHundred() {
    message(1, 100, 22);
    assertTrue(left.until(1_000).isEmpty());
    left.add(101, 44 * SECOND + 101);
    assertEquals(198, left.until(1_000).orElseThrow().toSeconds(), 1);
    message(102, 200, 44);
    assertEquals(176, left.until(1_000).orElseThrow().toSeconds(), 1);
  }
}
