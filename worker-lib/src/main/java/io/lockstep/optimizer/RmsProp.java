package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code s = decay * s + (1 - decay) * u^2; u = u / (sqrt(s) + epsilon)} (Tieleman and Hinton 2012,
 * lecture 6.5), with the epsilon where PyTorch has it.
 */
final class RmsProp implements GradientTransform {
  private final float decay;
  private final float complement;
  private final float epsilon;
  private final StateVector square;

  RmsProp(double decay, double epsilon, Supplier<FlatVector> memory) {
    this.decay = (float) decay;
    this.complement = (float) (1 - decay);
    this.epsilon = (float) epsilon;
    this.square = new StateVector(memory.get());
  }

  @Override
  public void apply(Block block) {
    float d = decay;
    float c = complement;
    float e = epsilon;
    float[] u = block.update();
    float[] s = square.load(block);
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float si = d * s[i] + c * ui * ui;
      s[i] = si;
      u[i] = ui / ((float) Math.sqrt(si) + e);
    }
    square.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("rmsprop.square", square.vector());
  }
}
