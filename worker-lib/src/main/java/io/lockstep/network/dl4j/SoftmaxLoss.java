package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;

/**
 * {@code L = Σ t' (log Σ exp z - z)}, {@code dL/dz = softmax(z) Σt - t'}, where {@code t' = (1 - ε)
 * t + ε Σt / K} are the smoothed targets. The largest output is taken off first, so that nothing
 * overflows and no loss is clipped.
 *
 * @param smoothing ε
 */
record SoftmaxLoss(double smoothing) implements OutputLoss {
  static final SoftmaxLoss PLAIN = new SoftmaxLoss(0);

  @Override
  public double row(FloatBuffer z, FloatBuffer t, int from, int width) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + width; i++) {
      max = Math.max(max, z.get(i));
    }
    double exponentials = 0;
    double weight = 0;
    for (int i = from; i < from + width; i++) {
      exponentials += Math.exp(z.get(i) - max);
      weight += t.get(i);
    }
    double logSum = max + Math.log(exponentials);
    double share = smoothing * weight / width;
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double logProbability = z.get(i) - logSum;
      double target = (1 - smoothing) * t.get(i) + share;
      sum -= target == 0 ? 0 : target * logProbability;
      z.put(i, (float) (Math.exp(logProbability) * weight - target));
    }
    return sum;
  }
}
