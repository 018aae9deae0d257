package io.lockstep.compression;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

/**
 * What a compressed sum may differ from the dense one; beyond it the run falls back to dense.
 *
 * @param every steps between two looks
 * @param maxError largest relative error {@code |dense - sent| / |dense|}
 * @param minCosine smallest cosine of the angle between the two
 */
public record GuardSpec(int every, double maxError, double minCosine) {
  public GuardSpec {
    atLeast(every, 1, "every");
    check(maxError >= 0 && Double.isFinite(maxError), "max-error", "at least 0", maxError);
    check(minCosine >= -1 && minCosine <= 1, "min-cosine", "-1 to 1", minCosine);
  }

  /**
   * Whether a deviation is within the bounds. One that is not a number is: then the gradient is
   * none, which is no fault of the compression.
   */
  public boolean holds(double error, double cosine) {
    return !(error > maxError) && !(cosine < minCosine);
  }
}
