package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;

/** From a least to a most value; of stored pixels, all that they can be. */
public record Range(double least, double most) {
  /** Of unsigned bytes. */
  public static final Range BYTES = new Range(0, 255);

  /** Of numbers, which have no bounds. */
  public static final Range NUMBERS = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Range {
    check(least <= most, "range", "the least first", least + " to " + most);
  }

  float clamp(double value) {
    return (float) Math.max(least, Math.min(most, value));
  }
}
