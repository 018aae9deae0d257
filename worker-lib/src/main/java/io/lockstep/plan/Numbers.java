package io.lockstep.plan;

import io.lockstep.plan.yaml.Yaml;
import java.math.BigDecimal;
import java.math.MathContext;

/** The text of a number. */
final class Numbers {
  private Numbers() {}

  /**
   * The fewest digits that mean the same number. Not {@link Double#toString}: its digits differ
   * between versions of Java, and a plan's hash must not.
   */
  static Yaml.Scalar of(double value) {
    BigDecimal exact = new BigDecimal(value);
    int digits = 1;
    while (exact.round(new MathContext(digits)).doubleValue() != value) {
      digits++;
    }
    BigDecimal shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    boolean isPlain = shortest.signum() == 0 || exponent >= -4 && exponent <= 9;
    return Yaml.Scalar.word(isPlain ? shortest.toPlainString() : scientific(shortest, exponent));
  }

  private static String scientific(BigDecimal value, int exponent) {
    return value.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
