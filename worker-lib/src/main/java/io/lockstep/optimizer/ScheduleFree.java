package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.schedule.Schedule;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The averaging of Schedule-Free AdamW (Defazio et al. 2024, arXiv 2405.15682, algorithm 1), u
 * being the change of Adam without a first moment, weight decay at y included:
 *
 * <pre>
 * y = (1 - beta1) z + beta1 x        where gradients are taken: the parameters
 * z = z - rate u
 * x = (1 - c) x + c z,  c = rate^2 / (sum of rate^2 so far)        what counts
 * </pre>
 *
 * Kept is {@code d = z - y}, zero at first: with it {@code y = y + c d + rate (beta1 (1 - c) - 1)
 * u}, {@code d = (1 - c) (d - rate beta1 u)} and {@code x = y + (1 - 1 / beta1) d}. The sum of
 * squares follows from the schedule, so that a resumed run has the same.
 */
final class ScheduleFree implements GradientTransform {
  private final double beta1;
  private final Schedule rate;
  private final StateVector lead;
  private double squares;
  private long summed;
  private float updateWeight;
  private float leadWeight;
  private float keep;
  private float step;

  /**
   * @param rate above 0 at each step
   */
  ScheduleFree(double beta1, Schedule rate, Supplier<FlatVector> memory) {
    this.beta1 = beta1;
    this.rate = rate;
    this.lead = new StateVector(memory.get());
  }

  @Override
  public void begin(double norm, Progress now) {
    if (now.step() + 1 < summed) {
      squares = 0;
      summed = 0;
    }
    double lr = rate.at(now);
    for (; summed < now.step(); summed++) {
      double past = rate.at(new Progress(summed, 0, now.examplesPerEpoch()));
      squares += past * past;
    }
    if (summed == now.step()) {
      squares += lr * lr;
      summed++;
    }
    double c = lr * lr / squares;
    updateWeight = (float) (1 - beta1 * (1 - c));
    leadWeight = (float) (c / lr);
    keep = (float) (1 - c);
    step = (float) (lr * beta1);
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] d = lead.load(block);
    float a = updateWeight;
    float b = leadWeight;
    float k = keep;
    float s = step;
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float di = d[i];
      u[i] = a * ui - b * di;
      d[i] = k * (di - s * ui);
    }
    lead.store(block);
  }

  /** x. */
  AveragedWeights average() {
    return new ShiftedWeights(lead.vector(), (float) (1 - 1 / beta1));
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("schedule-free.lead", lead.vector());
  }
}
