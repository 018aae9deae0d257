package io.lockstep.augmentation;

import io.lockstep.seed.Draws;

/** lambda x + (1 - lambda) x', with lambda of Beta(alpha, alpha). */
final class MixingUp implements Mixing {
  private final double alpha;

  MixingUp(double alpha) {
    this.alpha = alpha;
  }

  @Override
  public double mix(float[] pixels, float[] other, Draws draws) {
    double lambda = draws.beta(alpha);
    blend(pixels, other, lambda);
    return lambda;
  }

  /** lambda x + (1 - lambda) y, into x. */
  static void blend(float[] x, float[] y, double lambda) {
    float stays = (float) lambda;
    float comes = (float) (1 - lambda);
    for (int i = 0; i < x.length; i++) {
      x[i] = stays * x[i] + comes * y[i];
    }
  }
}
