package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;

/**
 * {@code L = s Σ (max(z, 0) - t' z + log(1 + exp(-|z|)))}, {@code dL/dz = s (sigmoid(z) - t')},
 * where {@code t' = (1 - ε) t + ε / 2} are the smoothed targets: nothing overflows and no loss is
 * clipped.
 *
 * @param smoothing ε
 * @param averaging whether s is 1 / K, else 1
 */
record SigmoidLoss(double smoothing, Averaging averaging) implements OutputLoss {
  /** Over the elements of a row. */
  enum Averaging {
    MEAN,
    SUM
  }

  @Override
  public double row(FloatBuffer z, FloatBuffer t, int from, int width) {
    double scale = averaging == Averaging.MEAN ? 1.0 / width : 1;
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double output = z.get(i);
      double target = (1 - smoothing) * t.get(i) + smoothing / 2;
      double small = Math.exp(-Math.abs(output));
      sum += Math.max(output, 0) - target * output + Math.log1p(small);
      double sigmoid = (output >= 0 ? 1 : small) / (1 + small);
      z.put(i, (float) (scale * (sigmoid - target)));
    }
    return scale * sum;
  }
}
