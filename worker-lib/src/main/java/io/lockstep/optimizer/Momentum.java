package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Heavy ball and Nesterov momentum as PyTorch's SGD has them: {@code v = momentum * v + g}, then
 * {@code p -= lr * v} or {@code p -= lr * (g + momentum * v)} (Polyak 1964; Sutskever et al. 2013).
 */
final class Momentum implements GradientTransform {
  /** Where the gradient is thought to be taken. */
  enum Look {
    HERE,
    AHEAD
  }

  private final float momentum;
  private final Look look;
  private final FlatVector velocity;

  Momentum(double momentum, Look look, int length) {
    this.momentum = (float) momentum;
    this.look = look;
    this.velocity = FlatVector.allocate(length);
  }

  @Override
  public void apply(
      FlatVector parameters,
      FlatVector gradient,
      Parts parts,
      double norm,
      double learningRate,
      long step) {
    FloatBuffer p = parameters.floats();
    FloatBuffer g = gradient.floats();
    FloatBuffer v = velocity.floats();
    float rate = (float) learningRate;
    // v, or g + momentum * v
    float ofGradient = look == Look.AHEAD ? 1f : 0f;
    float ofVelocity = look == Look.AHEAD ? momentum : 1f;
    for (int part = 0; part < parts.trained().size(); part++) {
      Slice slice = parts.trained().get(part);
      for (int i = slice.from(), end = slice.to(); i < end; i++) {
        float gi = g.get(i);
        float vi = momentum * v.get(i) + gi;
        v.put(i, vi);
        p.put(i, p.get(i) - rate * (ofGradient * gi + ofVelocity * vi));
      }
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("momentum.velocity", velocity);
  }
}
