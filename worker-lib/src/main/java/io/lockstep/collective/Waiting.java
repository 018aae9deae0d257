package io.lockstep.collective;

import static io.lockstep.checks.Checks.present;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long operations wait, and when they give up early.
 *
 * @param deadline for one operation's wait
 * @param stopped looked at in every wait: whether this worker was told to stop (killed task, failed
 *     run)
 */
public record Waiting(Duration deadline, BooleanSupplier stopped) {
  public Waiting {
    present(deadline, "deadline");
    present(stopped, "stopped");
  }
}
