package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

/**
 * The best evaluation so far.
 *
 * @param metric by which it is the best
 * @param value of that metric
 * @param loss on the validation data then
 * @param step after which it was evaluated; the checkpoint of that step, if there is one, is kept
 */
public record BestSoFar(String metric, double value, double loss, long step) {
  public BestSoFar {
    present(metric, "metric");
    atLeast(step, 0, "step");
  }
}
