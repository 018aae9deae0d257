package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.notNegative;

/**
 * What keeps weights small. Of weights only: biases, normalizations and running statistics stay out
 * of all three. The reported loss is without penalties.
 *
 * @param l1 lambda of the penalty lambda |w|, whose subgradient lambda * sign(w) is added to the
 *     gradient after clipping (Tibshirani 1996); sign(0) is 0
 * @param l2 lambda of the penalty lambda/2 |w|^2, whose gradient lambda * w is added likewise
 * @param weightDecay {@code w -= lr * weightDecay * w} apart from the rule's own change (Loshchilov
 *     and Hutter 2019, arXiv 1711.05101, algorithms 1 and 2); a rule that has a decay of its own
 *     keeps that one besides
 */
public record Regularization(double l1, double l2, double weightDecay) {
  public static final Regularization NONE = new Regularization(0, 0, 0);

  public Regularization {
    notNegative(l1, "l1");
    notNegative(l2, "l2");
    notNegative(weightDecay, "weight-decay");
  }

  public static Regularization ofL2(double l2) {
    return new Regularization(0, l2, 0);
  }
}
