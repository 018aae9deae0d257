package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * {@code s = decay * s + (1 - decay) * g^2; p -= lr * g / (sqrt(s) + epsilon)} (Tieleman and Hinton
 * 2012, lecture 6.5), with the epsilon where PyTorch has it.
 */
final class RmsProp implements GradientTransform {
  private final float decay;
  private final float rest;
  private final float epsilon;
  private final FlatVector square;

  RmsProp(double decay, double epsilon, int length) {
    this.decay = (float) decay;
    this.rest = (float) (1 - decay);
    this.epsilon = (float) epsilon;
    this.square = FlatVector.allocate(length);
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
    FloatBuffer s = square.floats();
    float rate = (float) learningRate;
    for (int part = 0; part < parts.trained().size(); part++) {
      Slice slice = parts.trained().get(part);
      for (int i = slice.from(), end = slice.to(); i < end; i++) {
        float gi = g.get(i);
        float si = decay * s.get(i) + rest * (gi * gi);
        s.put(i, si);
        p.put(i, p.get(i) - rate * gi / ((float) Math.sqrt(si) + epsilon));
      }
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("rmsprop.square", square);
  }
}
