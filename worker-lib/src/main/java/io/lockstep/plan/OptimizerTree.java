package io.lockstep.plan;

import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.optimizer.OptimizerSpec.Adam;
import io.lockstep.optimizer.OptimizerSpec.AdamW;
import io.lockstep.optimizer.OptimizerSpec.Momentum;
import io.lockstep.optimizer.OptimizerSpec.Nag;
import io.lockstep.optimizer.OptimizerSpec.RmsProp;
import io.lockstep.optimizer.OptimizerSpec.Rule;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.plan.yaml.Yaml.Scalar;
import io.lockstep.schedule.ScheduleSpec;

/** An optimizer as the tree of its text. */
final class OptimizerTree {
  private OptimizerTree() {}

  static Mapping of(OptimizerSpec optimizer) {
    Yaml none = Scalar.word("none");
    Yaml clipNorm =
        optimizer.clipNorm().isPresent() ? Numbers.of(optimizer.clipNorm().getAsDouble()) : none;
    return rule(optimizer.rule())
        .put("learning-rate", Numbers.of(optimizer.learningRate()))
        .put("schedule", schedule(optimizer.schedule()))
        .put("l2", Numbers.of(optimizer.l2()))
        .put("clip-norm", clipNorm)
        .mapping();
  }

  private static Fields rule(Rule rule) {
    if (rule instanceof Momentum momentum) {
      return type("momentum").put("momentum", Numbers.of(momentum.momentum()));
    }
    if (rule instanceof Nag nag) {
      return type("nag").put("momentum", Numbers.of(nag.momentum()));
    }
    if (rule instanceof RmsProp rmsProp) {
      return type("rmsprop")
          .put("decay", Numbers.of(rmsProp.decay()))
          .put("epsilon", Numbers.of(rmsProp.epsilon()));
    }
    if (rule instanceof Adam adam) {
      return type("adam")
          .put("beta1", Numbers.of(adam.beta1()))
          .put("beta2", Numbers.of(adam.beta2()))
          .put("epsilon", Numbers.of(adam.epsilon()));
    }
    if (rule instanceof AdamW adamW) {
      return type("adamw")
          .put("beta1", Numbers.of(adamW.beta1()))
          .put("beta2", Numbers.of(adamW.beta2()))
          .put("epsilon", Numbers.of(adamW.epsilon()))
          .put("weight-decay", Numbers.of(adamW.weightDecay()));
    }
    return type("sgd");
  }

  private static Mapping schedule(ScheduleSpec schedule) {
    if (schedule instanceof ScheduleSpec.WarmUp warmUp) {
      return afterWarmUp(warmUp.then()).put("warm-up", warmUp.length()).mapping();
    }
    return afterWarmUp(schedule).put("warm-up", "none").mapping();
  }

  private static Fields afterWarmUp(ScheduleSpec schedule) {
    if (schedule instanceof ScheduleSpec.Step step) {
      return type("step").put("every", step.every()).put("factor", Numbers.of(step.factor()));
    }
    if (schedule instanceof ScheduleSpec.Exponential exponential) {
      return type("exponential")
          .put("every", exponential.every())
          .put("factor", Numbers.of(exponential.factor()));
    }
    if (schedule instanceof ScheduleSpec.Cosine cosine) {
      return type("cosine").put("final-factor", Numbers.of(cosine.finalFactor()));
    }
    return type("constant");
  }

  private static Fields type(String name) {
    return new Fields().put("type", name);
  }
}
