package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From what a plan says to the chains that do it. One more rule is one more record in {@link
 * OptimizerSpec}, one more {@link GradientTransform}, one more line in {@link #rule}, and its
 * trajectory in the reference script of the tests.
 */
final class OptimizerChains {
  private OptimizerChains() {}

  /**
   * Weights: clip, L1 and L2, rule, decoupled decay, rate. Biases and normalizations: the same
   * without the penalties and the decay. Statistics: nothing, at rate 1, for their "gradient" is
   * the change itself.
   *
   * @param memory a vector of zeros for each part of the state
   */
  static List<ParameterGroup> groups(
      OptimizerSpec spec, Schedule rate, Supplier<FlatVector> memory) {
    List<GradientTransform> weights = new ArrayList<>();
    List<GradientTransform> others = new ArrayList<>();
    spec.clipNorm().ifPresent(bound -> weights.add(new ClipByGlobalNorm(bound)));
    if (spec.clipping() instanceof Clipping.Value value) {
      weights.add(new ClipByValue(value.bound()));
    }
    others.addAll(weights);
    if (spec.regularization().l1() > 0) {
      weights.add(new AddSigns(spec.regularization().l1()));
    }
    if (spec.l2() > 0) {
      weights.add(new AddDecayedWeights(spec.l2()));
    }
    List<GradientTransform> rule = rule(spec, memory);
    weights.addAll(rule);
    others.addAll(rule);
    if (spec.rule() instanceof OptimizerSpec.AdamW adamW && adamW.weightDecay() > 0) {
      weights.add(new AddDecayedWeights(adamW.weightDecay()));
    }
    if (spec.regularization().weightDecay() > 0) {
      weights.add(new AddDecayedWeights(spec.regularization().weightDecay()));
    }
    return List.of(
        new ParameterGroup(Set.of(Piece.Kind.WEIGHT), weights, rate),
        new ParameterGroup(Set.of(Piece.Kind.BIAS, Piece.Kind.NORMALIZATION), others, rate),
        new ParameterGroup(Set.of(Piece.Kind.STATISTIC), List.of(), now -> 1));
  }

  private static List<GradientTransform> rule(OptimizerSpec spec, Supplier<FlatVector> memory) {
    OptimizerSpec.Rule rule = spec.rule();
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
    return List.of(adaptive(spec, memory));
  }

  private static GradientTransform adaptive(OptimizerSpec spec, Supplier<FlatVector> memory) {
    OptimizerSpec.Rule rule = spec.rule();
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
      double relative = bound.finalRate() / spec.learningRate();
      return new AdaBound(step, relative, bound.gamma(), AdaBound.Moment.LATEST, memory);
    } else if (rule instanceof OptimizerSpec.AmsBound bound) {
      AdamStep step = new AdamStep(bound.beta1(), bound.beta2(), bound.epsilon());
      double relative = bound.finalRate() / spec.learningRate();
      return new AdaBound(step, relative, bound.gamma(), AdaBound.Moment.LARGEST, memory);
    }
    throw new IllegalArgumentException("Invalid rule (one that has a transform): " + rule);
  }
}
