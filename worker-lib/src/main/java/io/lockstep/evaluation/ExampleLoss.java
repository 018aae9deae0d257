package io.lockstep.evaluation;

import io.lockstep.network.Loss;
import io.lockstep.network.Loss.AbsoluteError;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.BinaryCrossEntropy;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.network.Loss.Hinge;
import io.lockstep.network.Loss.Huber;
import io.lockstep.network.Loss.KlDivergence;
import io.lockstep.network.Loss.Poisson;
import io.lockstep.network.Loss.SquaredError;
import io.lockstep.parameters.FlatVector;

/** The loss of one example by its predictions, in float64: without smoothing and weights. */
interface ExampleLoss {
  /**
   * The loss of a row.
   *
   * @param y predictions
   * @param t targets
   * @param from place of the row's first element in both
   * @param width of the row
   */
  double of(FlatVector y, FlatVector t, int from, int width);

  static ExampleLoss of(Loss loss) {
    if (loss instanceof Hinge) {
      return ExampleLoss::hinge;
    } else if (loss instanceof SquaredError) {
      return mean((y, t) -> (y - t) * (y - t));
    } else if (loss instanceof AbsoluteError) {
      return mean((y, t) -> Math.abs(y - t));
    } else if (loss instanceof Huber huber) {
      return mean((y, t) -> huber(Math.abs(y - t), huber.delta()));
    } else if (loss instanceof BinaryCrossEntropy) {
      return mean(ExampleLoss::binary);
    } else if (loss instanceof Bernoulli) {
      return sum(ExampleLoss::binary);
    } else if (loss instanceof Gaussian) {
      return sum((y, t) -> (y - t) * (y - t) / 2);
    } else if (loss instanceof KlDivergence) {
      return ExampleLoss::divergence;
    } else if (loss instanceof Poisson) {
      return mean((y, t) -> y + (t == 0 ? 0 : t * minusLog(y)));
    }
    return ExampleLoss::crossEntropy;
  }

  /**
   * {@code -log p}; a probability that float32 cannot tell from 0 counts as its smallest positive
   * number, a loss of 103.3, so that one example does not make the mean infinite. NaN stays NaN.
   */
  static double minusLog(double probability) {
    return -Math.log(Math.max(probability, Float.MIN_VALUE));
  }

  /** Of one target. */
  @FunctionalInterface
  interface TargetLoss {
    double of(double y, double t);
  }

  private static ExampleLoss sum(TargetLoss loss) {
    return (y, t, from, width) -> {
      double sum = 0;
      for (int i = from; i < from + width; i++) {
        sum += loss.of(y.get(i), t.get(i));
      }
      return sum;
    };
  }

  private static ExampleLoss mean(TargetLoss loss) {
    ExampleLoss sum = sum(loss);
    return (y, t, from, width) -> sum.of(y, t, from, width) / width;
  }

  /** A probability that float32 cannot tell from 1 counts as half its last bit below, 17.3. */
  private static double binary(double p, double t) {
    double other = Math.max(1 - p, 0x1p-25);
    return (t == 0 ? 0 : t * minusLog(p)) + (t == 1 ? 0 : (1 - t) * minusLog(other));
  }

  private static double divergence(FlatVector p, FlatVector t, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double part = t.get(i);
      sum += part == 0 ? 0 : part * (Math.log(part) + minusLog(p.get(i)));
    }
    return sum;
  }

  private static double huber(double size, double delta) {
    return size <= delta ? size * size / 2 : delta * (size - delta / 2);
  }

  private static double crossEntropy(FlatVector p, FlatVector t, int from, int width) {
    return minusLog(p.get(from + largest(t, from, width)));
  }

  private static double hinge(FlatVector scores, FlatVector t, int from, int width) {
    int truth = from + largest(t, from, width);
    double sum = 0;
    for (int j = from; j < from + width; j++) {
      sum += j == truth ? 0 : Math.max(0, 1 - (double) scores.get(truth) + scores.get(j));
    }
    return sum / width;
  }

  /** Place in the row of its largest value; of equal ones the first. */
  static int largest(FlatVector values, int from, int width) {
    int best = 0;
    for (int i = 1; i < width; i++) {
      if (values.get(from + i) > values.get(from + best)) {
        best = i;
      }
    }
    return best;
  }
}
