package io.lockstep.optimizer;

/** {@code u = min(max(u, -bound), bound)}, element by element; what is no number stays visible. */
final class ClipByValue implements GradientTransform {
  private final float bound;

  ClipByValue(double bound) {
    this.bound = (float) bound;
  }

  @Override
  public void apply(Block block) {
    float b = bound;
    float[] u = block.update();
    for (int i = 0, n = block.length(); i < n; i++) {
      u[i] = Math.min(Math.max(u[i], -b), b);
    }
  }
}
