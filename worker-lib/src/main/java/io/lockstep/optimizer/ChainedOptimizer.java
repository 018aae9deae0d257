package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.schedule.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** An optimizer as a chain of transforms: clip, penalty, decay, rule, statistics. */
final class ChainedOptimizer implements Optimizer {
  private final ParameterLayout layout;
  private final Schedule learningRate;
  private final OptionalDouble clipNorm;
  private final List<GradientTransform> chain;
  private final Map<String, FlatVector> state;
  private Parts parts;

  private ChainedOptimizer(
      ParameterLayout layout,
      Schedule learningRate,
      OptionalDouble clipNorm,
      List<GradientTransform> chain) {
    this.layout = layout;
    this.learningRate = learningRate;
    this.clipNorm = clipNorm;
    this.chain = List.copyOf(chain);
    this.parts = Parts.of(layout, Slice.all(layout.length()));
    Map<String, FlatVector> all = new LinkedHashMap<>();
    chain.forEach(transform -> all.putAll(transform.state()));
    this.state = Collections.unmodifiableMap(all);
  }

  /**
   * The optimizer of a specification.
   *
   * @param factor the specification's schedule: a factor on its learning rate
   */
  static Optimizer of(OptimizerSpec spec, ParameterLayout layout, Schedule factor) {
    List<GradientTransform> chain = new ArrayList<>();
    spec.clipNorm().ifPresent(bound -> chain.add(Gradients.clipByGlobalNorm(bound)));
    if (spec.l2() > 0) {
      chain.add(Gradients.penalty(spec.l2()));
    }
    int length = layout.length();
    OptimizerSpec.Rule rule = spec.rule();
    if (rule instanceof OptimizerSpec.AdamW adamW && adamW.weightDecay() > 0) {
      chain.add(Gradients.decoupledDecay(adamW.weightDecay()));
    }
    chain.add(rule(rule, length));
    chain.add(Gradients.statistics());
    return new ChainedOptimizer(
        layout, now -> spec.learningRate() * factor.at(now), spec.clipNorm(), chain);
  }

  private static GradientTransform rule(OptimizerSpec.Rule rule, int length) {
    if (rule instanceof OptimizerSpec.Sgd) {
      return (parameters, gradient, parts, norm, rate, step) ->
          Gradients.addScaled(parameters, gradient, (float) -rate, parts.trained());
    } else if (rule instanceof OptimizerSpec.Momentum momentum) {
      return new Momentum(momentum.momentum(), Momentum.Look.HERE, length);
    } else if (rule instanceof OptimizerSpec.Nag nag) {
      return new Momentum(nag.momentum(), Momentum.Look.AHEAD, length);
    } else if (rule instanceof OptimizerSpec.RmsProp rmsProp) {
      return new RmsProp(rmsProp.decay(), rmsProp.epsilon(), length);
    } else if (rule instanceof OptimizerSpec.Adam adam) {
      return new Adam(adam.beta1(), adam.beta2(), adam.epsilon(), length);
    } else if (rule instanceof OptimizerSpec.AdamW adamW) {
      return new Adam(adamW.beta1(), adamW.beta2(), adamW.epsilon(), length);
    }
    throw new IllegalArgumentException("Invalid rule (one that has a transform): " + rule);
  }

  @Override
  public void update(
      FlatVector parameters, FlatVector gradient, Slice slice, double norm, Progress now) {
    if (!parts.slice().equals(slice)) {
      parts = Parts.of(layout, slice);
    }
    double rate = learningRate(now);
    for (int i = 0; i < chain.size(); i++) {
      chain.get(i).apply(parameters, gradient, parts, norm, rate, now.step() + 1);
    }
  }

  @Override
  public OptionalDouble clipNorm() {
    return clipNorm;
  }

  @Override
  public double learningRate(Progress now) {
    return learningRate.at(now);
  }

  @Override
  public Map<String, FlatVector> state() {
    return state;
  }
}
