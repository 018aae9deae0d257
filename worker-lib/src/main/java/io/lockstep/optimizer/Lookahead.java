package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lookahead around any rule (Zhang et al. 2019, arXiv 1907.08610, algorithm 1): every k steps the
 * slow weights go a part alpha of the way to the fast ones, {@code slow = slow + alpha * (fast -
 * slow)}, and the fast ones go on from there. Kept is {@code fast - slow}, which is zero at first,
 * so that it needs no look at the initial parameters and averages with them. The rule's own state
 * goes on (the paper's appendix has that as one of three ways, and its experiments use it).
 */
final class Lookahead implements GradientTransform {
  private final int steps;
  private final float back;
  private final StateVector ahead;
  private boolean meets;

  /**
   * @param steps k
   */
  Lookahead(int steps, double alpha, Supplier<FlatVector> memory) {
    this.steps = steps;
    this.back = (float) (1 - alpha);
    this.ahead = new StateVector(memory.get());
  }

  @Override
  public void begin(double norm, Progress now) {
    meets = (now.step() + 1) % steps == 0;
  }

  @Override
  public void apply(Block block) {
    // The update is the rule's; only what comes of it counts.
  }

  @Override
  public void correct(Block block, float rate) {
    float[] u = block.update();
    float[] d = ahead.load(block);
    for (int i = 0, n = block.length(); i < n; i++) {
      d[i] -= rate * u[i];
    }
    if (meets) {
      meet(block.parameters(), d, block.length());
    }
    ahead.store(block);
  }

  private void meet(float[] p, float[] d, int n) {
    float b = back;
    for (int i = 0; i < n; i++) {
      p[i] -= b * d[i];
      d[i] = 0;
    }
  }

  /** The slow weights, which the paper evaluates. */
  AveragedWeights slow() {
    return new ShiftedWeights(ahead.vector(), -1);
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("lookahead.ahead", ahead.vector());
  }
}
