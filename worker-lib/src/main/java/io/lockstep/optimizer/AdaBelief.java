package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * AdaBelief (Zhuang et al. 2020, arXiv 2010.07468, algorithm 2): {@link Adam} with the squared
 * deviation of the gradient from its mean in place of its square, {@code s = beta2 * s + (1 -
 * beta2) * (u - m)^2 + epsilon}.
 */
final class AdaBelief implements GradientTransform {
  private final AdamStep step;
  private final StateVector first;
  private final StateVector second;

  AdaBelief(double beta1, double beta2, double epsilon, Supplier<FlatVector> memory) {
    this.step = new AdamStep(beta1, beta2, epsilon);
    this.first = new StateVector(memory.get());
    this.second = new StateVector(memory.get());
  }

  @Override
  public void begin(double norm, Progress now) {
    step.begin(now.step() + 1.0);
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] m = first.load(block);
    float[] v = second.load(block);
    float a1 = step.oneMinusBeta1();
    float b2 = step.beta2();
    float a2 = step.oneMinusBeta2();
    float c1 = step.firstCorrection();
    float c2 = step.secondCorrection();
    float e = step.epsilon();
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float off = ui - mi;
      float vi = b2 * v[i] + a2 * off * off + e;
      m[i] = mi;
      v[i] = vi;
      u[i] = c1 * mi / ((float) Math.sqrt(vi) * c2 + e);
    }
    first.store(block);
    second.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("adabelief.m", first.vector());
    state.put("adabelief.s", second.vector());
    return Collections.unmodifiableMap(state);
  }
}
