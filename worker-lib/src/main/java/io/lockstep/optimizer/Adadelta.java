package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Adadelta (Zeiler 2012, arXiv 1212.5701, algorithm 1):
 *
 * <pre>
 * s = decay * s + (1 - decay) * u^2
 * u = sqrt(d + epsilon) / sqrt(s + epsilon) * u
 * d = decay * d + (1 - decay) * u^2
 * </pre>
 */
final class Adadelta implements GradientTransform {
  private final float decay;
  private final float complement;
  private final float epsilon;
  private final StateVector square;
  private final StateVector change;

  Adadelta(double decay, double epsilon, Supplier<FlatVector> memory) {
    this.decay = (float) decay;
    this.complement = (float) (1 - decay);
    this.epsilon = (float) epsilon;
    this.square = new StateVector(memory.get());
    this.change = new StateVector(memory.get());
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] s = square.load(block);
    float[] d = change.load(block);
    float b = decay;
    float c = complement;
    float e = epsilon;
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float si = b * s[i] + c * ui * ui;
      ui = (float) Math.sqrt(d[i] + e) / (float) Math.sqrt(si + e) * ui;
      s[i] = si;
      d[i] = b * d[i] + c * ui * ui;
      u[i] = ui;
    }
    square.store(block);
    change.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("adadelta.square", square.vector());
    state.put("adadelta.change", change.vector());
    return Collections.unmodifiableMap(state);
  }
}
