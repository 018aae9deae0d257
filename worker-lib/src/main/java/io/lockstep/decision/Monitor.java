package io.lockstep.decision;

import static io.lockstep.checks.Checks.present;

import java.util.Set;

/**
 * A value of the validation data that something is decided by.
 *
 * @param metric its standard name, such as {@code loss}
 * @param direction in which it gets better
 */
public record Monitor(String metric, Direction direction) {
  private static final Set<String> LOWER_IS_BETTER = Set.of("loss", "mse", "mae");

  /** Which values are better. */
  public enum Direction {
    MIN,
    MAX
  }

  public Monitor {
    present(metric, "metric");
    present(direction, "direction");
  }

  /** In the direction that the metric has by its nature: down for losses and errors, else up. */
  public static Monitor of(String metric) {
    return new Monitor(metric, LOWER_IS_BETTER.contains(metric) ? Direction.MIN : Direction.MAX);
  }

  /** What every number is better than. */
  public double worst() {
    return direction == Direction.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /** Whether a value is better than another by more than a margin; what is no number never is. */
  public boolean isBetter(double value, double than, double margin) {
    return direction == Direction.MIN ? value < than - margin : value > than + margin;
  }
}
