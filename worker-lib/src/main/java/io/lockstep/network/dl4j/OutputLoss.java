package io.lockstep.network.dl4j;

import io.lockstep.network.Loss;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.BinaryCrossEntropy;
import io.lockstep.network.Loss.CrossEntropy;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.network.Loss.Hinge;
import io.lockstep.network.Loss.Huber;
import io.lockstep.network.Loss.KlDivergence;
import io.lockstep.network.Loss.Poisson;
import io.lockstep.network.Loss.SquaredError;
import io.lockstep.network.dl4j.SigmoidLoss.Averaging;
import java.nio.FloatBuffer;

/** Losses of the output layer, in float64 over rows of float32. */
interface OutputLoss {
  /**
   * Returns the loss of one row and overwrites its outputs with its gradient.
   *
   * @param z outputs before the activation
   * @param t targets; for classes a distribution, such as one-hot
   * @param from place of the row's first element in both
   * @param width of the row
   */
  double row(FloatBuffer z, FloatBuffer t, int from, int width);

  /** Returns the sum over rows of the loss and overwrites the outputs with its gradient. */
  default double sumAndGradient(FloatBuffer outputs, FloatBuffer targets, int rows, int width) {
    double sum = 0;
    for (int from = 0; from < rows * width; from += width) {
      sum += row(outputs, targets, from, width);
    }
    return sum;
  }

  /**
   * Likewise, each row's loss and gradient times its weight. A row of weight 0 counts nothing, even
   * where its loss is not finite.
   *
   * @param weights one an example
   * @param steps rows of an example
   */
  default double sumAndGradient(
      FloatBuffer outputs,
      FloatBuffer targets,
      FloatBuffer weights,
      int steps,
      int rows,
      int width) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double weight = weights.get(row / steps);
      double loss = row(outputs, targets, row * width, width);
      sum += weight == 0 ? 0 : weight * loss;
      for (int i = row * width; i < (row + 1) * width; i++) {
        outputs.put(i, weight == 0 ? 0 : (float) (weight * outputs.get(i)));
      }
    }
    return sum;
  }

  // An if for each kind, since a switch over a sealed type came with Java 21.
  static OutputLoss of(Loss loss) {
    if (loss instanceof CrossEntropy entropy) {
      return new SoftmaxLoss(entropy.labelSmoothing());
    } else if (loss instanceof BinaryCrossEntropy entropy) {
      return new SigmoidLoss(entropy.labelSmoothing(), Averaging.MEAN);
    } else if (loss instanceof Bernoulli) {
      return new SigmoidLoss(0, Averaging.SUM);
    } else if (loss instanceof Gaussian) {
      return OutputLoss::gaussian;
    } else if (loss instanceof KlDivergence) {
      return OutputLoss::divergence;
    } else if (loss instanceof Hinge) {
      return new HingeLoss();
    } else if (loss instanceof SquaredError) {
      return OutputLoss::squaredError;
    } else if (loss instanceof Huber huber) {
      double delta = huber.delta();
      return (z, t, from, width) -> huber(z, t, from, width, delta);
    } else if (loss instanceof Poisson) {
      return OutputLoss::poisson;
    }
    return OutputLoss::absoluteError;
  }

  /**
   * Cross entropy less the entropy of the targets, {@code -Σ t log t}; the gradient is the same.
   */
  private static double divergence(FloatBuffer z, FloatBuffer t, int from, int width) {
    double entropy = 0;
    for (int i = from; i < from + width; i++) {
      double part = t.get(i);
      entropy -= part == 0 ? 0 : part * Math.log(part);
    }
    return SoftmaxLoss.PLAIN.row(z, t, from, width) - entropy;
  }

  /** {@code L = Σ (y - t)² / K}, {@code dL/dy = 2 (y - t) / K}. */
  private static double squaredError(FloatBuffer y, FloatBuffer t, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double error = (double) y.get(i) - t.get(i);
      sum += error * error / width;
      y.put(i, (float) (2 * error / width));
    }
    return sum;
  }

  /** {@code L = Σ (y - t)² / 2}, {@code dL/dy = y - t}. */
  private static double gaussian(FloatBuffer y, FloatBuffer t, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double error = (double) y.get(i) - t.get(i);
      sum += error * error / 2;
      y.put(i, (float) error);
    }
    return sum;
  }

  /** {@code L = Σ |y - t| / K}, {@code dL/dy = sign(y - t) / K}, 0 where they are equal. */
  private static double absoluteError(FloatBuffer y, FloatBuffer t, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double error = (double) y.get(i) - t.get(i);
      sum += Math.abs(error) / width;
      y.put(i, (float) (Math.signum(error) / width));
    }
    return sum;
  }

  /** {@code dL/dy = (y - t) / K}, cut to at most delta / K. */
  private static double huber(FloatBuffer y, FloatBuffer t, int from, int width, double delta) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double error = (double) y.get(i) - t.get(i);
      double size = Math.abs(error);
      sum += (size <= delta ? error * error / 2 : delta * (size - delta / 2)) / width;
      y.put(i, (float) ((size <= delta ? error : delta * Math.signum(error)) / width));
    }
    return sum;
  }

  /** {@code L = Σ (exp(z) - t z) / K}, {@code dL/dz = (exp(z) - t) / K}. */
  private static double poisson(FloatBuffer z, FloatBuffer t, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double rate = Math.exp(z.get(i));
      sum += (rate - (double) t.get(i) * z.get(i)) / width;
      z.put(i, (float) ((rate - t.get(i)) / width));
    }
    return sum;
  }
}
