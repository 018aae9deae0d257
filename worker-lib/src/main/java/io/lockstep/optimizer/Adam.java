package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.kernel.Kernels;
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
final class Adam implements WholeUpdate {
  private final Kernels kernels = Kernels.best();
  private final AdamStep step;
  private final StateVector first;
  private final StateVector second;

  Adam(double beta1, double beta2, double epsilon, Supplier<FlatVector> memory) {
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
    float[] m = first.load(block);
    float[] v = second.load(block);
    kernels.adam(step, block.update(), m, v, block.length());
    first.store(block);
    second.store(block);
  }

  @Override
  public void update(
      float[] gradient, int at, FlatVector parameters, int from, int length, float rate) {
    kernels.adamUpdate(
        step, rate, gradient, at, first.vector(), second.vector(), parameters, from, length);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("adam.m", first.vector());
    state.put("adam.v", second.vector());
    return Collections.unmodifiableMap(state);
  }
}
