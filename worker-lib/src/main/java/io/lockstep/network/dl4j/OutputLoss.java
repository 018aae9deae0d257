package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Loss;
import java.nio.FloatBuffer;

/** Losses of the output layer, in float64 over rows of float32. */
interface OutputLoss {
  /**
   * Returns the sum over rows of the loss and overwrites the outputs with its gradient.
   *
   * @param outputs rows x width, before softmax
   * @param targets rows x width; for classes a distribution, such as one-hot
   */
  double sumAndGradient(FloatBuffer outputs, FloatBuffer targets, int rows, int width);

  static OutputLoss of(Loss loss) {
    return switch (loss) {
      case CROSS_ENTROPY -> OutputLoss::crossEntropy;
      case MSE -> OutputLoss::meanSquaredError;
    };
  }

  /**
   * {@code L = Σ t (log Σ exp z - z)} for each row, {@code dL/dz = softmax(z) Σt - t}. The largest
   * output is taken off first, so that nothing overflows and no loss is clipped.
   */
  private static double crossEntropy(FloatBuffer z, FloatBuffer t, int rows, int width) {
    double sum = 0;
    for (int from = 0; from < rows * width; from += width) {
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
      for (int i = from; i < from + width; i++) {
        double logProbability = z.get(i) - logSum;
        sum -= t.get(i) == 0 ? 0 : t.get(i) * logProbability;
        z.put(i, (float) (Math.exp(logProbability) * weight - t.get(i)));
      }
    }
    return sum;
  }

  /** {@code L = Σ (y - t)² / width} for each row, {@code dL/dy = 2 (y - t) / width}. */
  private static double meanSquaredError(FloatBuffer y, FloatBuffer t, int rows, int width) {
    double sum = 0;
    for (int i = 0; i < rows * width; i++) {
      double error = (double) y.get(i) - t.get(i);
      sum += error * error / width;
      y.put(i, (float) (2 * error / width));
    }
    return sum;
  }
}
