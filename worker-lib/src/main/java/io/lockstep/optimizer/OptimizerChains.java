package io.lockstep.optimizer;

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
   * Weights: clip, L2, rule, decoupled decay, rate. Biases and normalizations: the same without the
   * two that decay. Statistics: nothing, at rate 1, for their "gradient" is the change itself.
   *
   * @param memory a vector of zeros for each part of the state
   */
  static List<ParameterGroup> groups(
      OptimizerSpec spec, Schedule rate, Supplier<FlatVector> memory) {
    List<GradientTransform> weights = new ArrayList<>();
    List<GradientTransform> others = new ArrayList<>();
    spec.clipNorm().ifPresent(bound -> weights.add(new ClipByGlobalNorm(bound)));
    others.addAll(weights);
    if (spec.l2() > 0) {
      weights.add(new AddDecayedWeights(spec.l2()));
    }
    List<GradientTransform> rule = rule(spec.rule(), memory);
    weights.addAll(rule);
    others.addAll(rule);
    if (spec.rule() instanceof OptimizerSpec.AdamW adamW && adamW.weightDecay() > 0) {
      weights.add(new AddDecayedWeights(adamW.weightDecay()));
    }
    return List.of(
        new ParameterGroup(Set.of(Piece.Kind.WEIGHT), weights, rate),
        new ParameterGroup(Set.of(Piece.Kind.BIAS, Piece.Kind.NORMALIZATION), others, rate),
        new ParameterGroup(Set.of(Piece.Kind.STATISTIC), List.of(), now -> 1));
  }

  private static List<GradientTransform> rule(
      OptimizerSpec.Rule rule, Supplier<FlatVector> memory) {
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
    throw new IllegalArgumentException("Invalid rule (one that has a transform): " + rule);
  }
}
