package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Heavy ball and Nesterov momentum as PyTorch's SGD has them: {@code v = momentum * v + u}, then
 * {@code u = v} or {@code u = u + momentum * v} (Polyak 1964; Sutskever et al. 2013, section 2).
 */
final class Momentum implements GradientTransform {
  /** Where the gradient is thought to be taken. */
  enum Look {
    HERE,
    AHEAD
  }

  private final float momentum;
  private final Look look;
  private final StateVector velocity;

  Momentum(double momentum, Look look, Supplier<FlatVector> memory) {
    this.momentum = (float) momentum;
    this.look = look;
    this.velocity = new StateVector(memory.get());
  }

  @Override
  public void apply(Block block) {
    float[] v = velocity.load(block);
    if (look == Look.AHEAD) {
      nesterov(block.update(), v, block.length());
    } else {
      heavyBall(block.update(), v, block.length());
    }
    velocity.store(block);
  }

  private void heavyBall(float[] u, float[] v, int n) {
    float mu = momentum;
    for (int i = 0; i < n; i++) {
      v[i] = mu * v[i] + u[i];
      u[i] = v[i];
    }
  }

  private void nesterov(float[] u, float[] v, int n) {
    float mu = momentum;
    for (int i = 0; i < n; i++) {
      float vi = mu * v[i] + u[i];
      v[i] = vi;
      u[i] += mu * vi;
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("momentum.velocity", velocity.vector());
  }
}
