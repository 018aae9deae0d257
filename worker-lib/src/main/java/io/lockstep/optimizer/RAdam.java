package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * RAdam (Liu et al. 2020, arXiv 1908.03265, algorithm 2): {@link Adam} times the rectification
 *
 * <pre>
 * rho = rhoInf - 2 t beta2^t / (1 - beta2^t), rhoInf = 2 / (1 - beta2) - 1
 * r = sqrt((rho - 4) (rho - 2) rhoInf / ((rhoInf - 4) (rhoInf - 2) rho))
 * </pre>
 *
 * and without the second moment as long as rho is at most 5 (PyTorch; the paper has 4).
 */
final class RAdam implements GradientTransform {
  private final AdamStep step;
  private final StateVector first;
  private final StateVector second;
  private final double beta2;
  private final double limit;
  private float rectification;

  RAdam(double beta1, double beta2, double epsilon, Supplier<FlatVector> memory) {
    this.step = new AdamStep(beta1, beta2, epsilon);
    this.first = new StateVector(memory.get());
    this.second = new StateVector(memory.get());
    this.beta2 = beta2;
    this.limit = 2 / (1 - beta2) - 1;
  }

  @Override
  public void begin(double norm, Progress now) {
    double t = now.step() + 1.0;
    step.begin(t);
    double power = StrictMath.pow(beta2, t);
    double rho = limit - 2 * t * power / (1 - power);
    rectification =
        rho > 5
            ? (float) Math.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))
            : 0;
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
    float r = rectification;
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float vi = b2 * v[i] + a2 * ui * ui;
      m[i] = mi;
      v[i] = vi;
      // PyTorch adds epsilon before the bias correction here, unlike in Adam.
      u[i] = r == 0 ? c1 * mi : c1 * mi * r / (((float) Math.sqrt(vi) + e) * c2);
    }
    first.store(block);
    second.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("radam.m", first.vector());
    state.put("radam.v", second.vector());
    return Collections.unmodifiableMap(state);
  }
}
