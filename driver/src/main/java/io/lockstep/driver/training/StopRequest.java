package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.present;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A wish from outside that a run end in good order: at the next agreement, with a checkpoint. The
 * run polls it; once uttered, it stays.
 */
public final class StopRequest {
  private final AtomicReference<String> reason = new AtomicReference<>();

  /**
   * Asks the run to stop.
   *
   * @param why for messages, such as {@code SIGTERM}
   * @return whether this is the first request, whose reason counts
   */
  public boolean stop(String why) {
    return reason.compareAndSet(null, present(why, "reason"));
  }

  /** Why the run is to stop; empty: it goes on. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason.get());
  }

  public boolean isStopped() {
    return reason.get() != null;
  }
}
