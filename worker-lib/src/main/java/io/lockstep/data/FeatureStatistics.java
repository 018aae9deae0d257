package io.lockstep.data;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Count, mean, sum of squared deviations, least and greatest value of each group of features, in
 * float64. Mergeable, by the pairwise update of Chan, Golub and LeVeque (Updating Formulae and a
 * Pairwise Algorithm for Computing Sample Variances, 1979, eq. 2.1): with {@code d = meanB - meanA}
 * and {@code n = a + b},
 *
 * <pre>
 *   mean    = meanA + d * b / n
 *   squares = squaresA + squaresB + d^2 * a * b / n
 * </pre>
 *
 * <p>A merge rounds, so that whoever needs the same bits merges in the same order: by virtual
 * shard.
 */
public final class FeatureStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long count;
  private final double[] means;
  private final double[] squares;
  private final double[] mins;
  private final double[] maxs;

  /**
   * @param count values of each group; not examples
   * @param means of each group
   * @param squares sum of squared deviations from the mean, of each group
   * @param mins least values
   * @param maxs greatest values
   */
  public FeatureStatistics(
      long count, double[] means, double[] squares, double[] mins, double[] maxs) {
    this.count = atLeast(count, 0, "count");
    check(
        squares.length == means.length
            && mins.length == means.length
            && maxs.length == means.length,
        "statistics",
        "as many of each kind",
        means.length + ", " + squares.length + ", " + mins.length + ", " + maxs.length);
    this.means = means.clone();
    this.squares = squares.clone();
    this.mins = mins.clone();
    this.maxs = maxs.clone();
  }

  public int groups() {
    return means.length;
  }

  public long count() {
    return count;
  }

  public double mean(int group) {
    return means[group];
  }

  public double squares(int group) {
    return squares[group];
  }

  /** Of the population: squares / count. */
  public double variance(int group) {
    return squares[group] / count;
  }

  public double min(int group) {
    return mins[group];
  }

  public double max(int group) {
    return maxs[group];
  }

  /**
   * Of so many groups, each of which is every {@code groups}-th one of these in their order: of a
   * sequence's features over its steps.
   */
  public FeatureStatistics folded(int groups) {
    check(groups > 0 && groups() % groups == 0, "groups", "divide " + groups(), groups);
    FeatureStatistics sum = part(0, groups);
    for (int from = groups; from < groups(); from += groups) {
      sum = sum.merge(part(from, from + groups));
    }
    return sum;
  }

  private FeatureStatistics part(int from, int to) {
    return new FeatureStatistics(
        count,
        Arrays.copyOfRange(means, from, to),
        Arrays.copyOfRange(squares, from, to),
        Arrays.copyOfRange(mins, from, to),
        Arrays.copyOfRange(maxs, from, to));
  }

  /** These and then others, of the same groups. */
  public FeatureStatistics merge(FeatureStatistics others) {
    check(others.groups() == groups(), "statistics", groups() + " groups", others.groups());
    if (others.count == 0) {
      return this;
    } else if (count == 0) {
      return others;
    }
    FeatureStatistics merged =
        new FeatureStatistics(count + others.count, means, squares, mins, maxs);
    for (int group = 0; group < groups(); group++) {
      double difference = others.means[group] - means[group];
      double share = (double) others.count / merged.count;
      merged.means[group] += difference * share;
      merged.squares[group] += others.squares[group] + difference * difference * count * share;
      merged.mins[group] = Math.min(mins[group], others.mins[group]);
      merged.maxs[group] = Math.max(maxs[group], others.maxs[group]);
    }
    return merged;
  }
}
