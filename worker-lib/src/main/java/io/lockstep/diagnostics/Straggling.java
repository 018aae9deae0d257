package io.lockstep.diagnostics;

/** How far the slowest of many lags behind their mean. */
final class Straggling {
  private static final double STEP = 1e-3;
  private static final double FAR = 8;

  private Straggling() {}

  /**
   * The expected maximum of n independent standard normal variables: the integral of x n phi(x)
   * Phi(x)^(n-1), by the midpoint rule; 0 for one.
   */
  static double lag(int n) {
    double below = 0;
    double expected = 0;
    for (double x = -FAR + STEP / 2; x < FAR; x += STEP) {
      double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      expected += x * n * density * Math.pow(below + density * STEP / 2, n - 1.0) * STEP;
      below += density * STEP;
    }
    return n == 1 ? 0 : expected;
  }
}
