package io.lockstep.decision;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.present;

/**
 * When the learning rate falls because a value no longer gets better: the rule of PyTorch's {@code
 * ReduceLROnPlateau}, with PyTorch's defaults.
 *
 * @param monitor the value
 * @param factor that the learning rate is multiplied by
 * @param patience evaluations without improvement that are borne; the next one lowers the rate
 * @param threshold by how much more than the best a value must be better
 * @param mode what the threshold is a part of
 * @param cooldown evaluations after a reduction in which none without improvement counts
 * @param minFactor the smallest product of all reductions
 */
public record PlateauSpec(
    Monitor monitor,
    double factor,
    int patience,
    double threshold,
    Mode mode,
    int cooldown,
    double minFactor) {
  /** What a threshold is. */
  public enum Mode {
    /** A part of the best value. */
    RELATIVE,
    /** A difference. */
    ABSOLUTE
  }

  public PlateauSpec {
    present(monitor, "metric");
    check(factor > 0 && factor < 1, "factor", "above 0 and below 1", factor);
    atLeast(patience, 0, "patience");
    notNegative(threshold, "threshold");
    present(mode, "threshold-mode");
    atLeast(cooldown, 0, "cooldown");
    check(minFactor >= 0 && minFactor < 1, "min-factor", "at least 0, below 1", minFactor);
  }

  /** As PyTorch has it: a relative threshold is a part of the best value, whatever its sign. */
  boolean isBetter(double value, double best) {
    boolean relative = mode == Mode.RELATIVE && Double.isFinite(best);
    return monitor.isBetter(value, best, relative ? best * threshold : threshold);
  }
}
