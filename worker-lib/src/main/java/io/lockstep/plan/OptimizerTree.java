package io.lockstep.plan;

import io.lockstep.optimizer.Clipping;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.optimizer.OptimizerSpec.Adam;
import io.lockstep.optimizer.OptimizerSpec.AdamW;
import io.lockstep.optimizer.OptimizerSpec.Momentum;
import io.lockstep.optimizer.OptimizerSpec.Nag;
import io.lockstep.optimizer.OptimizerSpec.RmsProp;
import io.lockstep.optimizer.OptimizerSpec.Rule;
import io.lockstep.optimizer.Regularization;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.plan.yaml.Yaml.Scalar;
import io.lockstep.progress.Span;
import io.lockstep.schedule.LinearScaling;
import io.lockstep.schedule.ScheduleSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** An optimizer as the tree of its text. */
final class OptimizerTree {
  private OptimizerTree() {}

  static Mapping of(OptimizerSpec optimizer) {
    Rule inner = optimizer.rule();
    Yaml lookahead = Scalar.word("none");
    if (inner instanceof OptimizerSpec.Lookahead around) {
      inner = around.rule();
      lookahead =
          new Fields()
              .put("steps", around.steps())
              .put("alpha", Numbers.of(around.alpha()))
              .mapping();
    }
    Mapping average = type("none").mapping();
    if (inner instanceof OptimizerSpec.Averaged averaged) {
      inner = averaged.rule();
      average = average(averaged.average());
    }
    Fields rule = rule(inner);
    Regularization regularization = optimizer.regularization();
    if (isDecayAdded(rule)) {
      rule.put(PlanKeys.DECAY, Numbers.of(regularization.weightDecay()));
    }
    return rule.put("learning-rate", Numbers.of(optimizer.learningRate()))
        .put("schedule", schedule(optimizer.schedule()))
        .put("scale-learning-rate", scaling(optimizer.scaling()))
        .put("reduce-on-plateau", ReactionTree.of(optimizer.plateau()))
        .put("l1", Numbers.of(regularization.l1()))
        .put("l2", Numbers.of(regularization.l2()))
        .put("max-norm", optional(regularization.maxNorm()))
        .put("clip-norm", optional(optimizer.clipNorm()))
        .put("clip-value", clipValue(optimizer.clipping()))
        .put("clip-layer-norm", clipLayerNorm(optimizer.clipping()))
        .put("lookahead", lookahead)
        .put("weight-average", average)
        .mapping();
  }

  private static boolean isDecayAdded(Fields rule) {
    return rule.mapping()
        .entry("type")
        .filter(
            type -> PlanKeys.ADDED_DECAY.stream().anyMatch(t -> Reading.isWord(type.value(), t)))
        .isPresent();
  }

  private static Yaml optional(OptionalDouble number) {
    return number.isPresent() ? Numbers.of(number.getAsDouble()) : Scalar.word("none");
  }

  private static Yaml clipValue(Clipping clipping) {
    return clipping instanceof Clipping.Value value
        ? Numbers.of(value.bound())
        : Scalar.word("none");
  }

  private static Yaml clipLayerNorm(Clipping clipping) {
    return clipping instanceof Clipping.LayerNorm norm
        ? Numbers.of(norm.bound())
        : Scalar.word("none");
  }

  private static Yaml scaling(Optional<LinearScaling> scaling) {
    return scaling
        .<Yaml>map(
            s ->
                new Fields()
                    .put("base-batch", s.baseBatch())
                    .put("warm-up", s.warmUp().map(Span::toString).orElse("none"))
                    .mapping())
        .orElse(Scalar.word("none"));
  }

  private static Mapping average(OptimizerSpec.Average average) {
    if (average instanceof OptimizerSpec.Ema ema) {
      return type("ema").put("decay", Numbers.of(ema.decay())).mapping();
    }
    OptimizerSpec.Swa swa = (OptimizerSpec.Swa) average;
    return type("swa").put("start", Numbers.of(swa.start())).put("every", swa.every()).mapping();
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
      return moments("adam", adam.beta1(), adam.beta2(), adam.epsilon());
    }
    if (rule instanceof AdamW adamW) {
      return moments("adamw", adamW.beta1(), adamW.beta2(), adamW.epsilon())
          .put("weight-decay", Numbers.of(adamW.weightDecay()));
    }
    return rule instanceof OptimizerSpec.Sgd ? type("sgd") : adaptive(rule);
  }

  private static Fields adaptive(Rule rule) {
    if (rule instanceof OptimizerSpec.CenteredRmsProp centered) {
      return type("rmsprop-centered")
          .put("decay", Numbers.of(centered.decay()))
          .put("epsilon", Numbers.of(centered.epsilon()));
    } else if (rule instanceof OptimizerSpec.Adagrad adagrad) {
      return type("adagrad").put("epsilon", Numbers.of(adagrad.epsilon()));
    } else if (rule instanceof OptimizerSpec.Adadelta adadelta) {
      return type("adadelta")
          .put("decay", Numbers.of(adadelta.decay()))
          .put("epsilon", Numbers.of(adadelta.epsilon()));
    } else if (rule instanceof OptimizerSpec.AmsGrad ams) {
      return moments("amsgrad", ams.beta1(), ams.beta2(), ams.epsilon());
    } else if (rule instanceof OptimizerSpec.NAdam n) {
      return moments("nadam", n.beta1(), n.beta2(), n.epsilon())
          .put("momentum-decay", Numbers.of(n.momentumDecay()));
    } else if (rule instanceof OptimizerSpec.RAdam r) {
      return moments("radam", r.beta1(), r.beta2(), r.epsilon());
    } else if (rule instanceof OptimizerSpec.AdaBelief belief) {
      return moments("adabelief", belief.beta1(), belief.beta2(), belief.epsilon());
    } else if (rule instanceof OptimizerSpec.AdaBound bound) {
      return moments("adabound", bound.beta1(), bound.beta2(), bound.epsilon())
          .put("final-rate", Numbers.of(bound.finalRate()))
          .put("gamma", Numbers.of(bound.gamma()));
    }
    return rule instanceof OptimizerSpec.AmsBound bound ? bound(bound) : layerWise(rule);
  }

  private static Fields layerWise(Rule rule) {
    if (rule instanceof OptimizerSpec.Lars lars) {
      return type("lars")
          .put("momentum", Numbers.of(lars.momentum()))
          .put("weight-decay", Numbers.of(lars.weightDecay()))
          .put("trust", Numbers.of(lars.trust()));
    } else if (rule instanceof OptimizerSpec.Lamb lamb) {
      return moments("lamb", lamb.beta1(), lamb.beta2(), lamb.epsilon())
          .put("weight-decay", Numbers.of(lamb.weightDecay()));
    } else if (rule instanceof OptimizerSpec.ScheduleFree free) {
      return moments("schedule-free", free.beta1(), free.beta2(), free.epsilon())
          .put("weight-decay", Numbers.of(free.weightDecay()));
    }
    OptimizerSpec.Muon muon = (OptimizerSpec.Muon) rule;
    return type("muon")
        .put("momentum", Numbers.of(muon.momentum()))
        .put("weight-decay", Numbers.of(muon.weightDecay()))
        .put("beta1", Numbers.of(muon.adam().beta1()))
        .put("beta2", Numbers.of(muon.adam().beta2()))
        .put("epsilon", Numbers.of(muon.adam().epsilon()))
        .put("adam-learning-rate", Numbers.of(muon.adamRate()));
  }

  private static Fields bound(OptimizerSpec.AmsBound bound) {
    return moments("amsbound", bound.beta1(), bound.beta2(), bound.epsilon())
        .put("final-rate", Numbers.of(bound.finalRate()))
        .put("gamma", Numbers.of(bound.gamma()));
  }

  private static Fields moments(String type, double beta1, double beta2, double epsilon) {
    return type(type)
        .put("beta1", Numbers.of(beta1))
        .put("beta2", Numbers.of(beta2))
        .put("epsilon", Numbers.of(epsilon));
  }

  private static Mapping schedule(ScheduleSpec schedule) {
    return withWarmUp(schedule).mapping();
  }

  private static Fields withWarmUp(ScheduleSpec schedule) {
    return schedule instanceof ScheduleSpec.WarmUp warmUp
        ? afterWarmUp(warmUp.then()).put("warm-up", warmUp.length())
        : afterWarmUp(schedule).put("warm-up", "none");
  }

  private static Yaml part(ScheduleSpec.Sequence.Part part) {
    return withWarmUp(part.schedule())
        .put("for", part.length().map(Span::toString).orElse("none"))
        .put("scale", Numbers.of(part.scale()))
        .mapping();
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
    return schedule instanceof ScheduleSpec.Constant ? type("constant") : curve(schedule);
  }

  private static Fields curve(ScheduleSpec schedule) {
    if (schedule instanceof ScheduleSpec.Sequence sequence) {
      List<Yaml> parts = sequence.parts().stream().map(OptimizerTree::part).toList();
      return type("sequence").put("parts", new Yaml.Sequence(Place.NOWHERE, parts));
    } else if (schedule instanceof ScheduleSpec.MultiStep stairs) {
      List<Yaml> at = stairs.at().stream().<Yaml>map(span -> Scalar.word(span.toString())).toList();
      return type("multi-step")
          .put("at", new Yaml.Sequence(Place.NOWHERE, at))
          .put("factor", Numbers.of(stairs.factor()));
    } else if (schedule instanceof ScheduleSpec.Polynomial polynomial) {
      return type("polynomial")
          .put("power", Numbers.of(polynomial.power()))
          .put("final-factor", Numbers.of(polynomial.finalFactor()));
    } else if (schedule instanceof ScheduleSpec.CosineRestarts restarts) {
      return type("cosine-restarts")
          .put("first", restarts.first())
          .put("growth", restarts.growth())
          .put("final-factor", Numbers.of(restarts.finalFactor()));
    } else if (schedule instanceof ScheduleSpec.Trapezoidal trapezoidal) {
      return type("trapezoidal")
          .put("fall", trapezoidal.fall())
          .put("final-factor", Numbers.of(trapezoidal.finalFactor()));
    } else if (schedule instanceof ScheduleSpec.Cyclic cyclic) {
      return type("cyclic").put("half", cyclic.half()).put("least", Numbers.of(cyclic.least()));
    }
    ScheduleSpec.OneCycle cycle = (ScheduleSpec.OneCycle) schedule;
    return type("one-cycle")
        .put("rise", Numbers.of(cycle.rise()))
        .put("start-factor", Numbers.of(cycle.startFactor()))
        .put("final-factor", Numbers.of(cycle.finalFactor()));
  }

  private static Fields type(String name) {
    return new Fields().put("type", name);
  }
}
