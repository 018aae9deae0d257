package io.lockstep.driver.transport;

import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.collective.Waiting;
import java.util.function.BiFunction;

/**
 * Something that waits for peers.
 *
 * @param failure gives the exception for a kind and a cause
 * @param setting in the plan, to raise if peers are only slow
 * @param startNanos when it began, by {@link System#nanoTime}
 */
record Attempt(
    BiFunction<Kind, String, CollectiveException> failure,
    String setting,
    Waiting waiting,
    long startNanos) {

  CollectiveException failed(Kind kind, String cause) {
    return failure.apply(kind, cause);
  }

  long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  long remainingNanos() {
    return waiting.deadline().toNanos() - elapsedNanos();
  }
}
