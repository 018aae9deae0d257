package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code v = beta2 * v + (1 - beta2) * u^2; u = u / (sqrt(v / (1 - beta2^t)) + epsilon)}: Adam
 * without its first moment, in whose place {@link ScheduleFree} has an average of the parameters.
 */
final class SecondMoment implements GradientTransform {
  private final double beta2;
  private final float epsilon;
  private final StateVector square;
  private float correction;

  SecondMoment(double beta2, double epsilon, Supplier<FlatVector> memory) {
    this.beta2 = beta2;
    this.epsilon = (float) epsilon;
    this.square = new StateVector(memory.get());
  }

  @Override
  public void begin(double norm, Progress now) {
    correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, now.step() + 1.0)));
  }

  @Override
  public void apply(Block block) {
    float b = (float) beta2;
    float a = (float) (1 - beta2);
    float e = epsilon;
    float c = correction;
    float[] u = block.update();
    float[] v = square.load(block);
    for (int i = 0, n = block.length(); i < n; i++) {
      float vi = b * v[i] + a * u[i] * u[i];
      v[i] = vi;
      u[i] = u[i] / ((float) Math.sqrt(vi) * c + e);
    }
    square.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("schedule-free.v", square.vector());
  }
}
