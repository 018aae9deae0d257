package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.fraction;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.positive;
import static io.lockstep.checks.Checks.present;

import io.lockstep.decision.PlateauSpec;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.LinearScaling;
import io.lockstep.schedule.ScheduleSpec;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An optimizer as a plan names it.
 *
 * @param rule how a gradient becomes a change
 * @param learningRate times the schedule
 * @param schedule factor on the learning rate
 * @param scaling of the learning rate with the global batch
 * @param plateau lowers the learning rate where a value of the validation data stays
 * @param regularization of weights
 * @param clipping of the gradient
 */
public record OptimizerSpec(
    Rule rule,
    double learningRate,
    ScheduleSpec schedule,
    Optional<LinearScaling> scaling,
    Optional<PlateauSpec> plateau,
    Regularization regularization,
    Clipping clipping) {

  /** With L2 and clipping by the global norm, and without what few plans have. */
  public OptimizerSpec(
      Rule rule, double learningRate, ScheduleSpec schedule, double l2, OptionalDouble clipNorm) {
    this(
        rule,
        learningRate,
        schedule,
        Optional.empty(),
        Optional.empty(),
        Regularization.ofL2(l2),
        clipNorm.isPresent()
            ? new Clipping.GlobalNorm(clipNorm.getAsDouble())
            : new Clipping.None());
  }

  /** The formulas are PyTorch's, which differ from DL4J's in places (Adam's epsilon for one). */
  public sealed interface Rule {
    /** Whether one element's step depends on all elements of its piece. */
    default boolean looksAtWholePieces() {
      return false;
    }

    /** This one, or the one that it goes around. */
    default Rule innermost() {
      return this;
    }
  }

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

  /** {@link RmsProp} by the variance (Graves 2013, arXiv 1308.0850, equations 38 to 40). */
  public record CenteredRmsProp(double decay, double epsilon) implements Rule {
    public CenteredRmsProp {
      fraction(decay, "decay");
      positive(epsilon, "epsilon");
    }
  }

  /** Duchi, Hazan and Singer 2011, JMLR 12. */
  public record Adagrad(double epsilon) implements Rule {
    public Adagrad {
      positive(epsilon, "epsilon");
    }
  }

  /** Zeiler 2012, arXiv 1212.5701, algorithm 1. */
  public record Adadelta(double decay, double epsilon) implements Rule {
    public Adadelta {
      fraction(decay, "decay");
      positive(epsilon, "epsilon");
    }
  }

  /** Reddi, Kale and Kumar 2018, arXiv 1904.09237, algorithm 2. */
  public record AmsGrad(double beta1, double beta2, double epsilon) implements Rule {
    public AmsGrad {
      moments(beta1, beta2, epsilon);
    }
  }

  /** Dozat 2016, ICLR workshop, algorithm 2. */
  public record NAdam(double beta1, double beta2, double epsilon, double momentumDecay)
      implements Rule {
    public NAdam {
      moments(beta1, beta2, epsilon);
      notNegative(momentumDecay, "momentum-decay");
    }
  }

  /** Liu et al. 2020, arXiv 1908.03265, algorithm 2. */
  public record RAdam(double beta1, double beta2, double epsilon) implements Rule {
    public RAdam {
      moments(beta1, beta2, epsilon);
    }
  }

  /** Zhuang et al. 2020, arXiv 2010.07468, algorithm 2. */
  public record AdaBelief(double beta1, double beta2, double epsilon) implements Rule {
    public AdaBelief {
      moments(beta1, beta2, epsilon);
    }
  }

  /**
   * Luo et al. 2019, arXiv 1902.09843, algorithm 2.
   *
   * @param finalRate rate of SGD that it turns into, at the plan's learning rate
   * @param gamma how fast
   */
  public record AdaBound(double beta1, double beta2, double epsilon, double finalRate, double gamma)
      implements Rule {
    public AdaBound {
      moments(beta1, beta2, epsilon);
      positive(finalRate, "final-rate");
      positive(gamma, "gamma");
    }
  }

  /** Luo et al. 2019, algorithm 3: {@link AdaBound} by the largest second moment so far. */
  public record AmsBound(double beta1, double beta2, double epsilon, double finalRate, double gamma)
      implements Rule {
    public AmsBound {
      moments(beta1, beta2, epsilon);
      positive(finalRate, "final-rate");
      positive(gamma, "gamma");
    }
  }

  /**
   * You, Gitman and Ginsburg 2017, arXiv 1708.03888, algorithm 1: momentum whose steps are scaled,
   * weight by weight tensor, by {@code trust * |w| / (|g| + weightDecay * |w|)}.
   */
  public record Lars(double momentum, double weightDecay, double trust) implements Rule {
    public Lars {
      fraction(momentum, "momentum");
      notNegative(weightDecay, "weight-decay");
      positive(trust, "trust");
    }

    @Override
    public boolean looksAtWholePieces() {
      return true;
    }
  }

  /**
   * You et al. 2020, arXiv 1904.00962, algorithm 2: {@link AdamW} whose steps are scaled, weight
   * tensor by weight tensor, by {@code |w| / |update|}.
   */
  public record Lamb(double beta1, double beta2, double epsilon, double weightDecay)
      implements Rule {
    public Lamb {
      moments(beta1, beta2, epsilon);
      notNegative(weightDecay, "weight-decay");
    }

    @Override
    public boolean looksAtWholePieces() {
      return true;
    }
  }

  /**
   * Defazio et al. 2024, arXiv 2405.15682, algorithm 1, with AdamW. What is evaluated and kept is
   * the average x; the parameters that are trained are y.
   */
  public record ScheduleFree(double beta1, double beta2, double epsilon, double weightDecay)
      implements Rule {
    public ScheduleFree {
      moments(beta1, beta2, epsilon);
      positive(beta1, "beta1");
      notNegative(weightDecay, "weight-decay");
    }
  }

  /**
   * Jordan et al. 2024, Muon. Weights of two and more dimensions but the model's last (the output
   * layer's, frozen or not) step by their orthogonalized momentum; everything else, vectors of ids
   * too, by Adam.
   *
   * @param weightDecay of those weights, decoupled
   * @param adam for the rest
   * @param adamRate its learning rate, times the schedule
   */
  public record Muon(double momentum, double weightDecay, Adam adam, double adamRate)
      implements Rule {
    public Muon {
      fraction(momentum, "momentum");
      notNegative(weightDecay, "weight-decay");
      present(adam, "adam");
      positive(adamRate, "adam-learning-rate");
    }

    @Override
    public boolean looksAtWholePieces() {
      return true;
    }
  }

  /**
   * Zhang et al. 2019, arXiv 1907.08610, algorithm 1, around another rule.
   *
   * @param rule of the fast weights
   * @param steps of it to one of the slow weights (k)
   * @param alpha how far the slow weights go
   */
  public record Lookahead(Rule rule, int steps, double alpha) implements Rule {
    public Lookahead {
      present(rule, "rule");
      check(
          !(rule instanceof Lookahead || rule instanceof Averaged || rule instanceof ScheduleFree),
          "lookahead",
          "none around a rule that averages weights itself",
          rule);
      atLeast(steps, 1, "steps");
      check(alpha > 0 && alpha <= 1, "alpha", "above 0, at most 1", alpha);
    }

    @Override
    public boolean looksAtWholePieces() {
      return rule.looksAtWholePieces();
    }

    @Override
    public Rule innermost() {
      return rule;
    }
  }

  /**
   * Another rule, and an average of the weights that is evaluated and kept in their place.
   *
   * @param rule that the weights follow
   */
  public record Averaged(Rule rule, Average average) implements Rule {
    public Averaged {
      present(rule, "rule");
      present(average, "average");
      check(
          !(rule instanceof Averaged || rule instanceof Lookahead || rule instanceof ScheduleFree),
          "weight-average",
          "none with lookahead or schedule-free, which average weights themselves",
          rule);
    }

    @Override
    public boolean looksAtWholePieces() {
      return rule.looksAtWholePieces();
    }

    @Override
    public Rule innermost() {
      return rule;
    }
  }

  /** How weights are averaged along a run. */
  public sealed interface Average {}

  /**
   * {@code average = decay * average + (1 - decay) * weights} after each step, from the initial
   * weights on; running statistics alike (Polyak and Juditsky 1992; Tarvainen and Valpola 2017,
   * arXiv 1703.01780).
   */
  public record Ema(double decay) implements Average {
    public Ema {
      check(decay > 0 && decay < 1, "decay", "above 0, below 1", decay);
    }
  }

  /**
   * The mean of the weights at equal distances, from a part of the run on (Izmailov et al. 2018,
   * arXiv 1803.05407, algorithm 1). Before that the weights themselves count.
   *
   * @param start part of the run's steps
   * @param every between two models that enter the mean
   */
  public record Swa(double start, Span every) implements Average {
    public Swa {
      check(start >= 0 && start < 1, "start", "at least 0, below 1", start);
      present(every, "every");
      check(every.amount() > 0, "every", "at least 1ep or 1st", every);
    }

    /** The step, from 1, whose weights are the first to enter the mean. */
    public long firstStep(RunLength run) {
      return Math.max(1, (long) Math.ceil(start * run.steps()));
    }

    /** Steps between two models. */
    public long distance(RunLength run) {
      return every.toSteps(run.stepsPerEpoch());
    }
  }

  private static void moments(double beta1, double beta2, double epsilon) {
    fraction(beta1, "beta1");
    fraction(beta2, "beta2");
    positive(epsilon, "epsilon");
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
    present(scaling, "scale-learning-rate");
    present(plateau, "reduce-on-plateau");
    present(regularization, "regularization");
    present(clipping, "clipping");
    check(
        !(rule instanceof ScheduleFree) || isConstant(schedule),
        "schedule",
        "constant, with or without warm-up, for schedule-free takes its place",
        schedule);
    check(
        !(rule instanceof ScheduleFree) || plateau.isEmpty(),
        "reduce-on-plateau",
        "none with schedule-free, which takes its place",
        plateau);
    check(
        regularization.weightDecay() == 0 || !rule.looksAtWholePieces(),
        "weight-decay",
        "0 beside lars, lamb and muon, which have one of their own",
        regularization.weightDecay());
    check(
        regularization.maxNorm().isEmpty() || !averagesWeights(rule),
        "max-norm",
        "none where an average of the weights counts",
        regularization.maxNorm());
  }

  /** Lambda of the L2 penalty. */
  public double l2() {
    return regularization.l2();
  }

  /** The bound on the global norm of the gradient, if it is clipped by that. */
  public OptionalDouble clipNorm() {
    return clipping instanceof Clipping.GlobalNorm norm
        ? OptionalDouble.of(norm.bound())
        : OptionalDouble.empty();
  }

  /**
   * Whether what is evaluated and kept is an average of weights, which follows the rule's steps.
   */
  public static boolean averagesWeights(Rule rule) {
    return rule instanceof Lookahead || rule instanceof Averaged || rule instanceof ScheduleFree;
  }

  /** Whether what counts is a mean of models, whose running statistics are none of any of them. */
  public boolean averagesModels() {
    return rule instanceof Averaged averaged && averaged.average() instanceof Swa;
  }

  /** Whether a schedule is constant, but perhaps for its warm-up. */
  public static boolean isConstant(ScheduleSpec schedule) {
    return schedule instanceof ScheduleSpec.Constant
        || schedule instanceof ScheduleSpec.WarmUp warmUp
            && warmUp.then() instanceof ScheduleSpec.Constant;
  }
}
