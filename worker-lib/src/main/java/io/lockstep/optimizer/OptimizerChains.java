package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.RunLength;
import io.lockstep.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From what a plan says to the chains that do it. One more rule is one more record in {@link
 * OptimizerSpec}, one more {@link GradientTransform}, one more line in {@link #rule}, and its
 * trajectory in the reference script of the tests.
 */
final class OptimizerChains {
  private OptimizerChains() {}

  private static final Set<Piece.Kind> OTHERS = Set.of(Piece.Kind.BIAS, Piece.Kind.NORMALIZATION);

  /**
   * The optimizer of a specification.
   *
   * @param factor on the learning rate
   * @param memory a vector of zeros for each part of the state
   */
  static Optimizer of(
      OptimizerSpec spec,
      ParameterLayout layout,
      Schedule factor,
      RunLength run,
      Supplier<FlatVector> memory) {
    Schedule rate = now -> spec.learningRate() * factor.at(now);
    Optimizer rule = ofRule(spec, layout, rate, factor, run, memory);
    Optimizer clipped =
        spec.clipping() instanceof Clipping.LayerNorm norm
            ? clipped(norm.bound(), layout, rate, rule, memory.get())
            : rule;
    OptionalDouble bound = spec.regularization().maxNorm();
    return bound.isPresent() ? new MaxNorm(bound.getAsDouble(), layout, clipped) : clipped;
  }

  /** Copies the gradient, looks at all of its pieces, and passes it on clipped. */
  private static Optimizer clipped(
      double bound, ParameterLayout layout, Schedule rate, Optimizer rule, FlatVector gradient) {
    ParameterGroup all = new ParameterGroup(piece -> true, List.of(), rate);
    return new LayerWiseOptimizer(
        ChainedOptimizer.into(gradient, layout, List.of(all), rate, OptionalDouble.empty()),
        gradient,
        new ClipByLayerNorm(bound, layout, gradient),
        rule);
  }

  private static Optimizer ofRule(
      OptimizerSpec spec,
      ParameterLayout layout,
      Schedule rate,
      Schedule factor,
      RunLength run,
      Supplier<FlatVector> memory) {
    OptimizerSpec.Rule rule = spec.rule();
    Ends ends = Ends.NONE;
    if (rule instanceof OptimizerSpec.Lookahead around) {
      rule = around.rule();
      Lookahead slow = new Lookahead(around.steps(), around.alpha(), memory);
      ends = new Ends(List.of(slow), List.of(), Optional.of(slow.slow()));
    } else if (rule instanceof OptimizerSpec.Averaged of) {
      rule = of.rule();
      WeightAverage average = WeightAverage.of(of.average(), run, memory);
      ends = new Ends(List.of(average), List.of(average), Optional.of(average.weights()));
    } else if (rule instanceof OptimizerSpec.ScheduleFree free) {
      ScheduleFree average = new ScheduleFree(free.beta1(), rate, memory);
      ends = new Ends(List.of(average), List.of(), Optional.of(average.average()));
    }
    if (rule.looksAtWholePieces()) {
      return new LayerWiseRules(spec, layout, rate, factor, ends, memory).optimizer(rule);
    }
    List<GradientTransform> links = rule(rule, spec.learningRate(), memory);
    List<GradientTransform> added = decay(spec.regularization().weightDecay());
    return ChainedOptimizer.of(
        layout,
        List.of(
            new ParameterGroup(
                piece -> piece.kind().decays(),
                chain(beginning(spec), penalties(spec), links, decay(rule), added, ends.trained()),
                rate),
            ParameterGroup.of(OTHERS, chain(beginning(spec), links, ends.trained()), rate),
            statistics(ends)),
        rate,
        spec.clipNorm(),
        ends.averaged());
  }

  /** At rate 1, for the "gradient" of a statistic is the change itself. */
  static ParameterGroup statistics(Ends ends) {
    return ParameterGroup.of(Set.of(Piece.Kind.STATISTIC), ends.statistics(), now -> 1);
  }

  /** What comes before the rule, for weights, biases and normalizations. */
  static List<GradientTransform> beginning(OptimizerSpec spec) {
    if (spec.clipping() instanceof Clipping.Value value) {
      return List.of(new ClipByValue(value.bound()));
    }
    return spec.clipNorm().isPresent()
        ? List.of(new ClipByGlobalNorm(spec.clipNorm().getAsDouble()))
        : List.of();
  }

  /** What comes before the rule, for weights alone. */
  static List<GradientTransform> penalties(OptimizerSpec spec) {
    double l1 = spec.regularization().l1();
    return chain(l1 > 0 ? List.of(new AddSigns(l1)) : List.of(), decay(spec.l2()));
  }

  static List<GradientTransform> decay(double factor) {
    return factor > 0 ? List.of(new AddDecayedWeights(factor)) : List.of();
  }

  /** What comes after the rule, for weights alone. */
  private static List<GradientTransform> decay(OptimizerSpec.Rule rule) {
    if (rule instanceof OptimizerSpec.AdamW adamW) {
      return decay(adamW.weightDecay());
    }
    return rule instanceof OptimizerSpec.ScheduleFree free ? decay(free.weightDecay()) : List.of();
  }

  @SafeVarargs
  static List<GradientTransform> chain(List<? extends GradientTransform>... parts) {
    List<GradientTransform> chain = new ArrayList<>();
    for (List<? extends GradientTransform> part : parts) {
      chain.addAll(part);
    }
    return chain;
  }

  private static List<GradientTransform> rule(
      OptimizerSpec.Rule rule, double learningRate, Supplier<FlatVector> memory) {
    if (rule instanceof OptimizerSpec.Sgd) {
      return List.of();
    } else if (rule instanceof OptimizerSpec.Momentum heavyBall) {
      return List.of(new Momentum(heavyBall.momentum(), Momentum.Look.HERE, memory));
    } else if (rule instanceof OptimizerSpec.Nag nag) {
      return List.of(new Momentum(nag.momentum(), Momentum.Look.AHEAD, memory));
    } else if (rule instanceof OptimizerSpec.RmsProp rmsProp) {
      return List.of(new RmsProp(rmsProp.decay(), rmsProp.epsilon(), memory));
    } else if (rule instanceof OptimizerSpec.Adam adam) {
      return List.of(new Adam(adam.beta1(), adam.beta2(), adam.epsilon(), memory));
    } else if (rule instanceof OptimizerSpec.AdamW adamW) {
      return List.of(new Adam(adamW.beta1(), adamW.beta2(), adamW.epsilon(), memory));
    }
    if (rule instanceof OptimizerSpec.ScheduleFree free) {
      return List.of(new SecondMoment(free.beta2(), free.epsilon(), memory));
    }
    return List.of(adaptive(rule, learningRate, memory));
  }

  private static GradientTransform adaptive(
      OptimizerSpec.Rule rule, double learningRate, Supplier<FlatVector> memory) {
    if (rule instanceof OptimizerSpec.CenteredRmsProp centered) {
      return new CenteredRmsProp(centered.decay(), centered.epsilon(), memory);
    } else if (rule instanceof OptimizerSpec.Adagrad adagrad) {
      return new Adagrad(adagrad.epsilon(), memory);
    } else if (rule instanceof OptimizerSpec.Adadelta adadelta) {
      return new Adadelta(adadelta.decay(), adadelta.epsilon(), memory);
    } else if (rule instanceof OptimizerSpec.AmsGrad ams) {
      return new AmsGrad(ams.beta1(), ams.beta2(), ams.epsilon(), memory);
    } else if (rule instanceof OptimizerSpec.NAdam n) {
      return new NAdam(n.beta1(), n.beta2(), n.epsilon(), n.momentumDecay(), memory);
    } else if (rule instanceof OptimizerSpec.RAdam r) {
      return new RAdam(r.beta1(), r.beta2(), r.epsilon(), memory);
    } else if (rule instanceof OptimizerSpec.AdaBelief belief) {
      return new AdaBelief(belief.beta1(), belief.beta2(), belief.epsilon(), memory);
    } else if (rule instanceof OptimizerSpec.AdaBound bound) {
      AdamStep step = new AdamStep(bound.beta1(), bound.beta2(), bound.epsilon());
      double relative = bound.finalRate() / learningRate;
      return new AdaBound(step, relative, bound.gamma(), AdaBound.Moment.LATEST, memory);
    } else if (rule instanceof OptimizerSpec.AmsBound bound) {
      AdamStep step = new AdamStep(bound.beta1(), bound.beta2(), bound.epsilon());
      double relative = bound.finalRate() / learningRate;
      return new AdaBound(step, relative, bound.gamma(), AdaBound.Moment.LARGEST, memory);
    }
    throw new IllegalArgumentException("Invalid rule (one that has a transform): " + rule);
  }
}
