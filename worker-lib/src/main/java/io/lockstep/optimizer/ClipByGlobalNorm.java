package io.lockstep.optimizer;

import io.lockstep.progress.Progress;

/**
 * {@code u = u * bound / norm} where the global norm is above the bound (Pascanu et al. 2013, arXiv
 * 1211.5063, algorithm 1). A norm that is no finite number clips nothing: what made it so stays
 * visible.
 */
final class ClipByGlobalNorm implements GradientTransform {
  private final double bound;
  private float factor;

  ClipByGlobalNorm(double bound) {
    this.bound = bound;
  }

  @Override
  public void begin(double norm, Progress now) {
    factor = norm > bound && norm < Double.POSITIVE_INFINITY ? (float) (bound / norm) : 1;
  }

  @Override
  public void apply(Block block) {
    if (factor == 1) {
      return;
    }
    float f = factor;
    float[] u = block.update();
    for (int i = 0, n = block.length(); i < n; i++) {
      u[i] *= f;
    }
  }
}
