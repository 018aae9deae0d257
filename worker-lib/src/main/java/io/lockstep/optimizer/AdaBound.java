package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AdaBound and AMSBound (Luo et al. 2019, arXiv 1902.09843, algorithms 2 and 3): {@link Adam} whose
 * rate a parameter lies between bounds that close around that of SGD,
 *
 * <pre>
 * u = m * clip(sqrt(1 - beta2^t) / (1 - beta1^t) / (sqrt(v) + epsilon), lower, upper)
 * lower, upper = final * (1 -+ 1 / (gamma t (+ 1))) / learning rate
 * </pre>
 *
 * as in the authors' code, where the schedule applies to the bounds too.
 */
final class AdaBound implements GradientTransform {
  private final AdamStep step;
  private final StateVector first;
  private final StateVector second;
  private final Optional<StateVector> largest;
  private final double relativeFinal;
  private final double gamma;
  private float lower;
  private float upper;

  /** Which second moment counts. */
  enum Moment {
    LATEST,
    /** AMSBound. */
    LARGEST
  }

  /**
   * @param relativeFinal final rate by learning rate
   */
  AdaBound(
      AdamStep step,
      double relativeFinal,
      double gamma,
      Moment moment,
      Supplier<FlatVector> memory) {
    this.step = step;
    this.first = new StateVector(memory.get());
    this.second = new StateVector(memory.get());
    this.largest =
        moment == Moment.LARGEST ? Optional.of(new StateVector(memory.get())) : Optional.empty();
    this.relativeFinal = relativeFinal;
    this.gamma = gamma;
  }

  @Override
  public void begin(double norm, Progress now) {
    double t = now.step() + 1.0;
    step.begin(t);
    lower = (float) (relativeFinal * (1 - 1 / (gamma * t + 1)));
    upper = (float) (relativeFinal * (1 + 1 / (gamma * t)));
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] m = first.load(block);
    float[] v = second.load(block);
    float[] w = largest.isPresent() ? largest.get().load(block) : v;
    float a1 = step.oneMinusBeta1();
    float b2 = step.beta2();
    float a2 = step.oneMinusBeta2();
    float c = step.firstCorrection() / step.secondCorrection();
    float e = step.epsilon();
    float least = lower;
    float most = upper;
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float vi = b2 * v[i] + a2 * ui * ui;
      m[i] = mi;
      v[i] = vi;
      float wi = Math.max(w[i], vi);
      w[i] = wi;
      float rate = c / ((float) Math.sqrt(wi) + e);
      u[i] = mi * Math.max(least, Math.min(rate, most));
    }
    if (largest.isPresent()) {
      largest.get().store(block);
    }
    first.store(block);
    second.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("adabound.m", first.vector());
    state.put("adabound.v", second.vector());
    largest.ifPresent(vector -> state.put("adabound.largest", vector.vector()));
    return Collections.unmodifiableMap(state);
  }
}
