package io.lockstep.decision;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.present;

/**
 * When a run has learned what it can (Prechelt 1998, Early Stopping - But When?; the rule and words
 * of Keras' {@code EarlyStopping}).
 *
 * @param monitor the value of the validation data that is watched
 * @param patience evaluations in a row without improvement that end the run
 * @param minChange by how much more than the best a value must be better to be an improvement
 */
public record EarlyStoppingSpec(Monitor monitor, int patience, double minChange) {
  public EarlyStoppingSpec {
    present(monitor, "metric");
    atLeast(patience, 1, "patience");
    notNegative(minChange, "min-change");
  }
}
