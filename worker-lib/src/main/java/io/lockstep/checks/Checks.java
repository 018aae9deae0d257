package io.lockstep.checks;

import java.util.Objects;

/** Argument checks with one wording: {@code Invalid <field> (<rule>): <value>}. */
public final class Checks {
  private Checks() {}

  /** Fails unless {@code holds}. */
  public static void check(boolean holds, String field, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("Invalid " + field + " (" + rule + "): " + value);
    }
  }

  /** The value, which must not be null. */
  public static <T> T present(T value, String field) {
    return Objects.requireNonNull(value, () -> "Invalid " + field + " (must be given): null");
  }

  /** The value, which must be at least {@code least}. */
  public static int atLeast(int value, int least, String field) {
    check(value >= least, field, "at least " + least, value);
    return value;
  }

  /** The value, which must be at least {@code least}. */
  public static long atLeast(long value, long least, String field) {
    check(value >= least, field, "at least " + least, value);
    return value;
  }

  /** The value, which must be a number greater than zero. */
  public static double positive(double value, String field) {
    check(value > 0 && Double.isFinite(value), field, "a number greater than 0", value);
    return value;
  }

  /** The value, which must be a number of at least zero. */
  public static double notNegative(double value, String field) {
    check(value >= 0 && Double.isFinite(value), field, "a number of at least 0", value);
    return value;
  }

  /** The value, which must be in [0, 1). */
  public static double fraction(double value, String field) {
    check(value >= 0 && value < 1, field, "at least 0 and below 1", value);
    return value;
  }
}
