package io.lockstep.optimizer;

import io.lockstep.progress.Progress;
import io.lockstep.schedule.Schedule;

/** {@code u = rate * u}, for rules whose momentum holds steps and not gradients. */
final class ScaleByRate implements GradientTransform {
  private final Schedule rate;
  private float factor;

  ScaleByRate(Schedule rate) {
    this.rate = rate;
  }

  @Override
  public void begin(double norm, Progress now) {
    factor = (float) rate.at(now);
  }

  @Override
  public void apply(Block block) {
    float f = factor;
    float[] u = block.update();
    for (int i = 0, n = block.length(); i < n; i++) {
      u[i] *= f;
    }
  }
}
