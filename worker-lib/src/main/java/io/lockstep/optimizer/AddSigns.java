package io.lockstep.optimizer;

/**
 * {@code u = u + lambda * sign(p)}: the subgradient of the penalty lambda |p| (L1) that is 0 where
 * p is.
 */
final class AddSigns implements GradientTransform {
  private final float lambda;

  AddSigns(double lambda) {
    this.lambda = (float) lambda;
  }

  @Override
  public void apply(Block block) {
    float l = lambda;
    float[] u = block.update();
    float[] p = block.parameters();
    for (int i = 0, n = block.length(); i < n; i++) {
      u[i] += l * Math.signum(p[i]);
    }
  }
}
