package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@link Adam} by the largest second moment so far (Reddi, Kale and Kumar 2018, arXiv 1904.09237,
 * algorithm 2, with Adam's bias corrections as PyTorch has them): {@code w = max(w, v); u = m / (1
 * - beta1^t) / (sqrt(w / (1 - beta2^t)) + epsilon)}.
 */
final class AmsGrad implements GradientTransform {
  private final AdamStep step;
  private final StateVector first;
  private final StateVector second;
  private final StateVector largest;

  AmsGrad(double beta1, double beta2, double epsilon, Supplier<FlatVector> memory) {
    this.step = new AdamStep(beta1, beta2, epsilon);
    this.first = new StateVector(memory.get());
    this.second = new StateVector(memory.get());
    this.largest = new StateVector(memory.get());
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
    float[] w = largest.load(block);
    float a1 = step.oneMinusBeta1();
    float b2 = step.beta2();
    float a2 = step.oneMinusBeta2();
    float c1 = step.firstCorrection();
    float c2 = step.secondCorrection();
    float e = step.epsilon();
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float vi = b2 * v[i] + a2 * ui * ui;
      float wi = Math.max(w[i], vi);
      m[i] = mi;
      v[i] = vi;
      w[i] = wi;
      u[i] = c1 * mi / ((float) Math.sqrt(wi) * c2 + e);
    }
    first.store(block);
    second.store(block);
    largest.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("amsgrad.m", first.vector());
    state.put("amsgrad.v", second.vector());
    state.put("amsgrad.largest", largest.vector());
    return Collections.unmodifiableMap(state);
  }
}
