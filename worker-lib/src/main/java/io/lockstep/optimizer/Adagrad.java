package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code s = s + u^2; u = u / (sqrt(s) + epsilon)} (Duchi, Hazan and Singer 2011, JMLR 12, figure
 * 1, with the epsilon where PyTorch has it).
 */
final class Adagrad implements GradientTransform {
  private final float epsilon;
  private final StateVector square;

  Adagrad(double epsilon, Supplier<FlatVector> memory) {
    this.epsilon = (float) epsilon;
    this.square = new StateVector(memory.get());
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] s = square.load(block);
    float e = epsilon;
    for (int i = 0, n = block.length(); i < n; i++) {
      float si = s[i] + u[i] * u[i];
      s[i] = si;
      u[i] = u[i] / ((float) Math.sqrt(si) + e);
    }
    square.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("adagrad.square", square.vector());
  }
}
