package io.lockstep.worker;

import io.lockstep.network.Network;
import java.util.Map;

/**
 * Evaluates a network on the validation data of all workers; every worker calls it at the same
 * agreement.
 */
public interface Validation {
  /**
   * Values by their standard names, the same on all workers.
   *
   * @param improved whether they are the best so far
   */
  record Outcome(Map<String, Double> values, boolean improved) {
    public static final Outcome NONE = new Outcome(Map.of(), false);

    boolean isEmpty() {
      return values.isEmpty();
    }
  }

  /** Evaluates; {@link Outcome#NONE} if there is no validation data. */
  Outcome evaluate(Network network, long step);
}
