package io.lockstep.optimizer;

/**
 * {@code u = u + decay * p}: before the rule it is the gradient of the penalty decay/2 |p|^2 (L2),
 * after the rule it is decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101,
 * algorithm 2, whose schedule multiplier is our learning rate, as in PyTorch).
 */
final class AddDecayedWeights implements GradientTransform {
  private final float decay;

  AddDecayedWeights(double decay) {
    this.decay = (float) decay;
  }

  @Override
  public void apply(Block block) {
    float d = decay;
    float[] u = block.update();
    float[] p = block.parameters();
    for (int i = 0, n = block.length(); i < n; i++) {
      u[i] += d * p[i];
    }
  }
}
