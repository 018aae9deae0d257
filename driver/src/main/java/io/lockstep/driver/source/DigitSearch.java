package io.lockstep.driver.source;

import static io.lockstep.checks.Checks.check;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of some percentiles of float32 numbers in groups: the upper bits of each, of the
 * unsigned whole numbers that sort as the numbers do, and how many numbers with these bits come up
 * to it. Cells are {@code percentile * groups + group}.
 */
final class DigitSearch implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BITS = Integer.SIZE;

  /** Of counters, 32 MiB in each partition; wide data have shorter digits and more passes. */
  private static final int MOST_COUNTERS = 1 << 22;

  private final int groups;
  private final double[] shares;
  private final int digit;
  private final int known;
  private final int[] upper;
  private final long[] ranks;

  private DigitSearch(
      int groups, double[] shares, int digit, int known, int[] upper, long[] ranks) {
    this.groups = groups;
    this.shares = shares;
    this.digit = digit;
    this.known = known;
    this.upper = upper;
    this.ranks = ranks;
  }

  /**
   * Nothing known yet.
   *
   * @param groups of numbers
   * @param shares the percentiles of each, from 0 to 1
   */
  static DigitSearch of(int groups, List<Double> shares) {
    int cells = groups * shares.size();
    int digit = 8;
    while (digit > 1 && (long) cells << digit > MOST_COUNTERS) {
      digit /= 2;
    }
    double[] wanted = shares.stream().mapToDouble(Double::doubleValue).toArray();
    return new DigitSearch(groups, wanted, digit, 0, new int[cells], new long[cells]);
  }

  boolean isOver() {
    return known == BITS;
  }

  /** Counters of every next digit of every cell. */
  long[] zeros() {
    return new long[upper.length << digit];
  }

  /** Counts a finite number of a group. */
  void count(float value, int group, long[] counts) {
    int key = key(value);
    int next = key << known >>> BITS - digit;
    for (int cell = group; cell < upper.length; cell += groups) {
      if (known == 0 || (key ^ upper[cell]) >>> BITS - known == 0) {
        counts[(cell << digit) + next]++;
      }
    }
  }

  /** Knows one digit more, by the counts of all numbers. */
  DigitSearch next(long[] counts) {
    int[] longer = upper.clone();
    long[] left = ranks.clone();
    for (int cell = 0; cell < upper.length; cell++) {
      int at = cell << digit;
      if (known == 0) {
        long all = Arrays.stream(counts, at, at + (1 << digit)).sum();
        left[cell] = rank(shares[cell / groups], all);
      }
      int next = 0;
      while (left[cell] > counts[at + next]) {
        left[cell] -= counts[at + next];
        next++;
      }
      longer[cell] |= next << BITS - known - digit;
    }
    return new DigitSearch(groups, shares, digit, known + digit, longer, left);
  }

  /** A percentile of each group, when the search is over. */
  double[] values(int percentile) {
    check(isOver(), "search", "over", known + " bits");
    double[] values = new double[groups];
    for (int group = 0; group < groups; group++) {
      values[group] = value(upper[percentile * groups + group]);
    }
    return values;
  }

  /** From 1; exact, where a product of doubles may end up just above a whole number. */
  private static long rank(double share, long all) {
    check(all > 0, "numbers", "at least one", all);
    BigDecimal exact = BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(all));
    return Math.max(1, exact.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /** Zeros are one number, whatever their sign. */
  private static int key(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    return bits < 0 ? ~bits : bits | Integer.MIN_VALUE;
  }

  private static float value(int key) {
    return Float.intBitsToFloat(key < 0 ? key & Integer.MAX_VALUE : ~key);
  }
}
