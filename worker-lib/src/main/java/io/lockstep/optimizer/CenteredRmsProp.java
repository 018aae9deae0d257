package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@link RmsProp} by the variance: {@code s = decay * s + (1 - decay) * u^2; m = decay * m + (1 -
 * decay) * u; u = u / (sqrt(s - m^2) + epsilon)} (Graves 2013, arXiv 1308.0850, equations 38 to 40,
 * with the epsilon where PyTorch has it).
 */
final class CenteredRmsProp implements GradientTransform {
  private final float decay;
  private final float complement;
  private final float epsilon;
  private final StateVector square;
  private final StateVector mean;

  CenteredRmsProp(double decay, double epsilon, Supplier<FlatVector> memory) {
    this.decay = (float) decay;
    this.complement = (float) (1 - decay);
    this.epsilon = (float) epsilon;
    this.square = new StateVector(memory.get());
    this.mean = new StateVector(memory.get());
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] s = square.load(block);
    float[] m = mean.load(block);
    float d = decay;
    float c = complement;
    float e = epsilon;
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float si = d * s[i] + c * ui * ui;
      float mi = d * m[i] + c * ui;
      s[i] = si;
      m[i] = mi;
      // Rounding must not make a variance of 0 negative.
      u[i] = ui / ((float) Math.sqrt(Math.max(0, si - mi * mi)) + e);
    }
    square.store(block);
    mean.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("rmsprop.square", square.vector());
    state.put("rmsprop.mean", mean.vector());
    return Collections.unmodifiableMap(state);
  }
}
