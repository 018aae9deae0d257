package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1), with u the gradient:
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * u
 * v = beta2 * v + (1 - beta2) * u^2
 * u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * t is the number of the step within the run, from 1 ({@code now.step() + 1}), and not a count of
 * this worker's own updates: all ranks, and a resumed run, have the same t without keeping it.
 * Epsilon is added after the bias correction, as in the paper's algorithm and PyTorch, not as in
 * DL4J. The corrections are float64, the moments float32.
 */
final class Adam implements GradientTransform {
  private final double beta1;
  private final double beta2;
  private final float epsilon;
  private final StateVector first;
  private final StateVector second;
  private float firstCorrection;
  private float secondCorrection;

  Adam(double beta1, double beta2, double epsilon, Supplier<FlatVector> memory) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = (float) epsilon;
    this.first = new StateVector(memory.get());
    this.second = new StateVector(memory.get());
  }

  /** StrictMath, so that ranks on different processors get the same bits. */
  @Override
  public void begin(double norm, Progress now) {
    double t = now.step() + 1.0;
    firstCorrection = (float) (1 / (1 - StrictMath.pow(beta1, t)));
    secondCorrection = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t)));
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] m = first.load(block);
    float[] v = second.load(block);
    moments(u, m, v, block.length());
    first.store(block);
    second.store(block);
  }

  private void moments(float[] u, float[] m, float[] v, int n) {
    float a1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float a2 = (float) (1 - beta2);
    float c1 = firstCorrection;
    float c2 = secondCorrection;
    float e = epsilon;
    for (int i = 0; i < n; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float vi = b2 * v[i] + a2 * ui * ui;
      m[i] = mi;
      v[i] = vi;
      u[i] = c1 * mi / ((float) Math.sqrt(vi) * c2 + e);
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("adam.m", first.vector());
    state.put("adam.v", second.vector());
    return Collections.unmodifiableMap(state);
  }
}
