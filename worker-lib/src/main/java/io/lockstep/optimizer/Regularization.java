package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.positive;
import static io.lockstep.checks.Checks.present;

import java.util.OptionalDouble;

/**
 * What keeps weights small. Of weights only: biases, normalizations and running statistics stay out
 * of all four. The reported loss is without penalties.
 *
 * @param l1 lambda of the penalty lambda |w|, whose subgradient lambda * sign(w) is added to the
 *     gradient after clipping (Tibshirani 1996); sign(0) is 0
 * @param l2 lambda of the penalty lambda/2 |w|^2, whose gradient lambda * w is added likewise
 * @param weightDecay {@code w -= lr * weightDecay * w} apart from the rule's own change (Loshchilov
 *     and Hutter 2019, arXiv 1711.05101, algorithms 1 and 2); a rule that has a decay of its own
 *     keeps that one besides; 0 with those that look at whole pieces, which have one of their own
 * @param maxNorm the largest norm of the weights that come into one unit: {@code w = w * maxNorm /
 *     |w|} after an update that leaves them longer (Srebro and Shraibman 2005, COLT; Hinton et al.
 *     2012, arXiv 1207.0580). A unit is an output of a dense layer, a filter, a gate's unit of an
 *     LSTM (its input and its recurrent weights each by themselves); an embedding has none
 */
public record Regularization(double l1, double l2, double weightDecay, OptionalDouble maxNorm) {
  public static final Regularization NONE = new Regularization(0, 0, 0);

  public Regularization {
    notNegative(l1, "l1");
    notNegative(l2, "l2");
    notNegative(weightDecay, "weight-decay");
    present(maxNorm, "max-norm");
    maxNorm.ifPresent(bound -> positive(bound, "max-norm"));
  }

  /** Without a bound on norms. */
  public Regularization(double l1, double l2, double weightDecay) {
    this(l1, l2, weightDecay, OptionalDouble.empty());
  }

  public static Regularization ofL2(double l2) {
    return new Regularization(0, l2, 0);
  }
}
