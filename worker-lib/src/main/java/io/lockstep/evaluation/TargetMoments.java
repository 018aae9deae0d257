package io.lockstep.evaluation;

/**
 * Errors and spread of one regression target, in float64, so that results merge.
 *
 * @param examples how many
 * @param squaredError sum of (prediction - target)^2
 * @param absoluteError sum of |prediction - target|
 * @param mean of the target
 * @param squaredDeviation sum of (target - mean)^2
 */
record TargetMoments(
    long examples,
    double squaredError,
    double absoluteError,
    double mean,
    double squaredDeviation) {

  /**
   * Mean and squared deviations of the union (Chan, Golub and LeVeque 1983, Algorithms for
   * Computing the Sample Variance, eq. 2.1), which lose no digits to a mean that is large against
   * the spread.
   */
  TargetMoments merge(TargetMoments other) {
    if (examples == 0) {
      return other;
    } else if (other.examples == 0) {
      return this;
    }
    long all = examples + other.examples;
    double apart = other.mean - mean;
    double part = (double) other.examples / all;
    return new TargetMoments(
        all,
        squaredError + other.squaredError,
        absoluteError + other.absoluteError,
        mean + apart * part,
        squaredDeviation + other.squaredDeviation + apart * apart * part * examples);
  }

  /**
   * Coefficient of determination, 1 - squared error / squared deviation. A target without spread
   * has 1 if all predictions are exact, else 0, as in scikit-learn.
   */
  double r2() {
    if (squaredDeviation > 0) {
      return 1 - squaredError / squaredDeviation;
    }
    return squaredError == 0 ? 1 : squaredError > 0 ? 0 : Double.NaN;
  }
}
