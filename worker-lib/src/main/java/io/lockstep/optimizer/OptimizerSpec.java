package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.fraction;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.positive;
import static io.lockstep.checks.Checks.present;

import io.lockstep.schedule.ScheduleSpec;
import java.util.OptionalDouble;

/**
 * An optimizer as a plan names it.
 *
 * @param rule how a gradient becomes a change
 * @param learningRate times the schedule
 * @param schedule factor on the learning rate
 * @param l2 lambda of the penalty lambda/2 |w|^2, whose gradient lambda * w is added after
 *     clipping, to weights only
 * @param clipNorm largest global norm of the gradient (Pascanu et al. 2013, arXiv 1211.5063,
 *     algorithm 1); empty: any
 */
public record OptimizerSpec(
    Rule rule, double learningRate, ScheduleSpec schedule, double l2, OptionalDouble clipNorm) {

  /** The formulas are PyTorch's, which differ from DL4J's in places (Adam's epsilon for one). */
  public sealed interface Rule {}

  /** {@code p -= lr * g}. */
  public record Sgd() implements Rule {}

  /** {@code v = momentum * v + g; p -= lr * v} (Polyak 1964, as PyTorch has it, v = g at first). */
  public record Momentum(double momentum) implements Rule {
    public Momentum {
      fraction(momentum, "momentum");
    }
  }

  /** {@code v = momentum * v + g; p -= lr * (g + momentum * v)} (Sutskever et al. 2013). */
  public record Nag(double momentum) implements Rule {
    public Nag {
      fraction(momentum, "momentum");
    }
  }

  /**
   * {@code s = decay * s + (1 - decay) * g^2; p -= lr * g / (sqrt(s) + epsilon)} (Tieleman and
   * Hinton 2012).
   */
  public record RmsProp(double decay, double epsilon) implements Rule {
    public RmsProp {
      fraction(decay, "decay");
      positive(epsilon, "epsilon");
    }
  }

  /** Kingma and Ba 2015, arXiv 1412.6980, algorithm 1. */
  public record Adam(double beta1, double beta2, double epsilon) implements Rule {
    public Adam {
      fraction(beta1, "beta1");
      fraction(beta2, "beta2");
      positive(epsilon, "epsilon");
    }
  }

  /**
   * Adam with {@code p -= lr * weightDecay * p} apart from the moments, on weights only (Loshchilov
   * and Hutter 2019, arXiv 1711.05101, algorithm 2).
   */
  public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Rule {
    public AdamW {
      fraction(beta1, "beta1");
      fraction(beta2, "beta2");
      positive(epsilon, "epsilon");
      notNegative(weightDecay, "weight-decay");
    }
  }

  public OptimizerSpec {
    present(rule, "rule");
    positive(learningRate, "learning-rate");
    present(schedule, "schedule");
    notNegative(l2, "l2");
    clipNorm.ifPresent(norm -> positive(norm, "clip-norm"));
  }
}
