package io.lockstep.network.dl4j;

import io.lockstep.network.StatisticsExchange;
import io.lockstep.network.StatisticsExchange.Table;
import java.util.Arrays;

/**
 * What a batch normalization must know of the whole global batch: forward mean and variance of each
 * feature, backward the sums of the gradient and of the gradient times the normalized input. Every
 * rank takes the rows in the order of ranks, so that all have the same bits.
 */
final class GlobalMoments {
  private final int features;
  private final Table forward;
  private final Table backward;
  private final double[] means;
  private final double[] squares;
  private final double[] gradientSums;
  private final double[] productSums;
  private double count;

  GlobalMoments(int features, StatisticsExchange exchange) {
    this.features = features;
    this.forward = exchange.table(1 + 2 * features);
    this.backward = exchange.table(2 * features);
    this.means = new double[features];
    this.squares = new double[features];
    this.gradientSums = new double[features];
    this.productSums = new double[features];
  }

  /** This rank's row: count, then means, then sums of squared deviations from them. */
  double[] forwardRow() {
    return forward.own();
  }

  /** This rank's row: sums of the gradient, then of the gradient times the normalized input. */
  double[] backwardRow() {
    return backward.own();
  }

  /** Merges the ranks' moments (Chan, Golub and LeVeque 1983). */
  void exchangeForward() {
    forward.exchange();
    count = 0;
    for (int rank = 0; rank < forward.ranks(); rank++) {
      double[] row = forward.of(rank);
      if (row[0] > 0) {
        merge(row);
      }
    }
  }

  private void merge(double[] row) {
    double all = count + row[0];
    double share = row[0] / all;
    for (int i = 0; i < features; i++) {
      double before = count == 0 ? 0 : means[i];
      double difference = row[1 + i] - before;
      means[i] = before + difference * share;
      squares[i] =
          (count == 0 ? 0 : squares[i])
              + row[1 + features + i]
              + difference * difference * count * share;
    }
    count = all;
  }

  void exchangeBackward() {
    backward.exchange();
    Arrays.fill(gradientSums, 0);
    Arrays.fill(productSums, 0);
    for (int rank = 0; rank < backward.ranks(); rank++) {
      double[] row = backward.of(rank);
      for (int i = 0; i < features; i++) {
        gradientSums[i] += row[i];
        productSums[i] += row[features + i];
      }
    }
  }

  /** The forward half of a rank that has no examples in this step. */
  void joinForward() {
    Arrays.fill(forward.own(), 0);
    exchangeForward();
  }

  /** The backward half of a rank that has no examples in this step. */
  void joinBackward() {
    Arrays.fill(backward.own(), 0);
    exchangeBackward();
  }

  /** Values of a feature over all ranks: examples times positions. */
  double count() {
    return count;
  }

  double mean(int feature) {
    return means[feature];
  }

  /** Of the population. */
  double variance(int feature) {
    return squares[feature] / count;
  }

  double gradientSum(int feature) {
    return gradientSums[feature];
  }

  double productSum(int feature) {
    return productSums[feature];
  }
}
