package io.lockstep.plan;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.time.Duration;

/**
 * How long each wait may last: the defaults of all of them are here.
 *
 * @param start until all workers have slots and have found each other
 * @param step until every peer has come to a collective operation
 * @param driver until the driver answers a worker
 * @param stop until workers have checkpointed after a stop was asked for
 */
public record Deadlines(Duration start, Duration step, Duration driver, Duration stop) {
  public static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2));

  public Deadlines {
    positive(start, "start");
    positive(step, "step");
    positive(driver, "driver");
    positive(stop, "stop");
  }

  private static void positive(Duration value, String field) {
    present(value, field);
    check(!value.isNegative() && !value.isZero(), field, "above 0", value);
    check(value.toNanosPart() % 1_000_000 == 0, field, "whole milliseconds", value);
  }
}
