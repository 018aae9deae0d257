package io.lockstep.plan;

import io.lockstep.decision.PlateauSpec;
import io.lockstep.optimizer.Clipping;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.optimizer.OptimizerSpec.AdaBelief;
import io.lockstep.optimizer.OptimizerSpec.AdaBound;
import io.lockstep.optimizer.OptimizerSpec.Adadelta;
import io.lockstep.optimizer.OptimizerSpec.Adagrad;
import io.lockstep.optimizer.OptimizerSpec.Adam;
import io.lockstep.optimizer.OptimizerSpec.AdamW;
import io.lockstep.optimizer.OptimizerSpec.AmsBound;
import io.lockstep.optimizer.OptimizerSpec.AmsGrad;
import io.lockstep.optimizer.OptimizerSpec.CenteredRmsProp;
import io.lockstep.optimizer.OptimizerSpec.Momentum;
import io.lockstep.optimizer.OptimizerSpec.NAdam;
import io.lockstep.optimizer.OptimizerSpec.Nag;
import io.lockstep.optimizer.OptimizerSpec.RAdam;
import io.lockstep.optimizer.OptimizerSpec.RmsProp;
import io.lockstep.optimizer.OptimizerSpec.Rule;
import io.lockstep.optimizer.OptimizerSpec.Sgd;
import io.lockstep.optimizer.Regularization;
import io.lockstep.progress.Span;
import io.lockstep.schedule.LinearScaling;
import io.lockstep.schedule.ScheduleSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the {@code optimizer} with its schedule. */
final class OptimizerReader {
  private final Section keys;

  OptimizerReader(Section keys) {
    this.keys = keys;
  }

  /**
   * @param globalBatch for which the learning rate may be scaled
   */
  OptimizerSpec read(int globalBatch) {
    String type =
        keys.type(PlanKeys.OPTIMIZERS, PlanKeys.OPTIMIZER, Defaults.OPTIMIZER)
            .orElse(Defaults.OPTIMIZER);
    ScheduleSpec schedule = fitting(type, schedule(keys.child("schedule")));
    Optional<LinearScaling> scaling = scaling(globalBatch);
    Optional<PlateauSpec> plateau = plateau(type);
    Clipping clipping = clipping();
    return keys.build(
        () -> {
          Rule rule = averaged(lookahead(rule(type)));
          return new OptimizerSpec(
              rule,
              number("learning-rate", Defaults.LEARNING_RATES.get(type)),
              schedule,
              scaling,
              plateau,
              regularization(type, rule),
              clipping);
        });
  }

  private Optional<LinearScaling> scaling(int globalBatch) {
    return keys.optionalChild("scale-learning-rate")
        .map(scaling -> scaling.only(PlanKeys.SCALING))
        .map(
            scaling ->
                scaling.build(
                    () ->
                        new LinearScaling(
                            scaling.read("base-batch", Defaults.BASE_BATCH, Reading.WHOLE_NUMBER),
                            globalBatch,
                            scaling.read(
                                "warm-up", Defaults.SCALING_WARM_UP, Reading.SPAN.orNone()))));
  }

  private Regularization regularization(String type, Rule rule) {
    double decay = PlanKeys.ADDED_DECAY.contains(type) ? number(PlanKeys.DECAY, 0) : 0;
    return new Regularization(number("l1", 0), number("l2", 0), decay, maxNorm(rule));
  }

  private OptionalDouble maxNorm(Rule rule) {
    Optional<Double> bound = bound("max-norm");
    if (bound.isPresent() && OptimizerSpec.averagesWeights(rule)) {
      keys.report(
          "max-norm",
          "not with lookahead, weight-average or schedule-free, whose averages are what counts and"
              + " follow the rule's steps, not what is scaled down; leave out one");
      return OptionalDouble.empty();
    }
    return bound.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  /** At most one kind: each would change what the other has to bound. */
  private Clipping clipping() {
    List<String> given = PlanKeys.CLIPPING.stream().filter(key -> bound(key).isPresent()).toList();
    given.stream()
        .skip(1)
        .forEach(
            key ->
                keys.report(key, "contradicts optimizer." + given.get(0) + "; give one of them"));
    return keys.build(
        () ->
            bound("clip-norm")
                .<Clipping>map(Clipping.GlobalNorm::new)
                .or(() -> bound("clip-value").map(Clipping.Value::new))
                .or(() -> bound("clip-layer-norm").map(Clipping.LayerNorm::new))
                .orElse(new Clipping.None()));
  }

  private Optional<Double> bound(String key) {
    return keys.read(key, Optional.empty(), Reading.NUMBER.orNone());
  }

  private Optional<PlateauSpec> plateau(String type) {
    Optional<PlateauSpec> plateau = ReactionReader.plateau(keys);
    if (type.equals("schedule-free") && plateau.isPresent()) {
      keys.report("reduce-on-plateau", "not with schedule-free, which takes its place");
      return Optional.empty();
    }
    return plateau;
  }

  private ScheduleSpec fitting(String type, ScheduleSpec schedule) {
    if (!type.equals("schedule-free") || OptimizerSpec.isConstant(schedule)) {
      return schedule;
    }
    keys.report(
        "schedule",
        "schedule-free takes the place of a schedule; leave it constant, with or without warm-up");
    return new ScheduleSpec.Constant();
  }

  private Rule rule(String type) {
    return switch (type) {
      case "sgd" -> new Sgd();
      case "momentum" -> new Momentum(number("momentum", Defaults.MOMENTUM));
      case "nag" -> new Nag(number("momentum", Defaults.MOMENTUM));
      case "rmsprop" -> new RmsProp(number("decay", Defaults.RMSPROP_DECAY), epsilon());
      case "adam" -> new Adam(beta1(), beta2(), epsilon());
      case "adamw" ->
          new AdamW(beta1(), beta2(), epsilon(), number("weight-decay", Defaults.WEIGHT_DECAY));
      case "rmsprop-centered" ->
          new CenteredRmsProp(number("decay", Defaults.RMSPROP_DECAY), epsilon());
      case "adagrad" -> new Adagrad(number("epsilon", Defaults.ADAGRAD_EPSILON));
      case "adadelta" ->
          new Adadelta(
              number("decay", Defaults.ADADELTA_DECAY),
              number("epsilon", Defaults.ADADELTA_EPSILON));
      case "amsgrad" -> new AmsGrad(beta1(), beta2(), epsilon());
      case "nadam" ->
          new NAdam(beta1(), beta2(), epsilon(), number("momentum-decay", Defaults.MOMENTUM_DECAY));
      case "radam" -> new RAdam(beta1(), beta2(), epsilon());
      case "adabelief" -> new AdaBelief(beta1(), beta2(), epsilon());
      case "adabound" -> new AdaBound(beta1(), beta2(), epsilon(), finalRate(), gamma());
      case "amsbound" -> new AmsBound(beta1(), beta2(), epsilon(), finalRate(), gamma());
      default -> layerWise(type);
    };
  }

  private Rule layerWise(String type) {
    return switch (type) {
      case "lars" ->
          new OptimizerSpec.Lars(
              number("momentum", Defaults.MOMENTUM),
              number("weight-decay", Defaults.LARS_WEIGHT_DECAY),
              number("trust", Defaults.LARS_TRUST));
      case "lamb" ->
          new OptimizerSpec.Lamb(
              beta1(),
              beta2(),
              number("epsilon", Defaults.LAMB_EPSILON),
              number("weight-decay", Defaults.WEIGHT_DECAY));
      case "schedule-free" ->
          new OptimizerSpec.ScheduleFree(
              beta1(), beta2(), epsilon(), number("weight-decay", Defaults.SCHEDULE_FREE_DECAY));
      case "muon" ->
          new OptimizerSpec.Muon(
              number("momentum", Defaults.MUON_MOMENTUM),
              number("weight-decay", Defaults.MUON_DECAY),
              new Adam(
                  beta1(),
                  number("beta2", Defaults.MUON_BETA2),
                  number("epsilon", Defaults.MUON_EPSILON)),
              number("adam-learning-rate", Defaults.MUON_ADAM_RATE));
      default -> throw new IllegalStateException("No reader for optimizer type " + type);
    };
  }

  /** {@code none}, or its keys. */
  private Rule lookahead(Rule rule) {
    if (keys.read("lookahead", true, node -> Reading.isWord(node, "none"))) {
      return rule;
    }
    if (rule instanceof OptimizerSpec.ScheduleFree) {
      keys.report("lookahead", "not around schedule-free, which averages weights itself");
      return rule;
    }
    Section lookahead = keys.child("lookahead").only(PlanKeys.LOOKAHEAD);
    return lookahead.build(
        () ->
            new OptimizerSpec.Lookahead(
                rule,
                lookahead.read("steps", Defaults.LOOKAHEAD_STEPS, Reading.WHOLE_NUMBER),
                lookahead.read("alpha", Defaults.LOOKAHEAD_ALPHA, Reading.NUMBER)));
  }

  private Rule averaged(Rule rule) {
    Section keysOfAverage = keys.child("weight-average");
    String type =
        keysOfAverage
            .type(PlanKeys.WEIGHT_AVERAGES, List.of(), Defaults.WEIGHT_AVERAGE)
            .orElse(Defaults.WEIGHT_AVERAGE);
    if (keys.isBad("weight-average") || type.equals("none")) {
      return rule;
    }
    if (rule instanceof OptimizerSpec.Lookahead || rule instanceof OptimizerSpec.ScheduleFree) {
      keys.report(
          "weight-average",
          "not with lookahead or schedule-free, which average weights themselves; leave out one");
      return rule;
    }
    return switch (type) {
      case "ema" ->
          averaged(
              rule,
              keysOfAverage.build(
                  () ->
                      new OptimizerSpec.Ema(
                          keysOfAverage.read("decay", Defaults.EMA_DECAY, Reading.NUMBER))));
      case "swa" ->
          averaged(
              rule,
              keysOfAverage.build(
                  () ->
                      new OptimizerSpec.Swa(
                          keysOfAverage.read("start", Defaults.SWA_START, Reading.NUMBER),
                          keysOfAverage.read("every", Defaults.SWA_EVERY, Reading.SPAN))));
      default -> throw new IllegalStateException("No reader for weight-average type " + type);
    };
  }

  private static Rule averaged(Rule rule, OptimizerSpec.Average average) {
    return new OptimizerSpec.Averaged(rule, average);
  }

  private double number(String key, double standard) {
    return keys.read(key, standard, Reading.NUMBER);
  }

  private double beta1() {
    return number("beta1", Defaults.BETA1);
  }

  private double beta2() {
    return number("beta2", Defaults.BETA2);
  }

  private double finalRate() {
    return number("final-rate", Defaults.FINAL_RATE);
  }

  private double gamma() {
    return number("gamma", Defaults.BOUND_GAMMA);
  }

  private double epsilon() {
    return number("epsilon", Defaults.EPSILON);
  }

  private static ScheduleSpec schedule(Section schedule) {
    return schedule(schedule, PlanKeys.SCHEDULES, PlanKeys.SCHEDULE);
  }

  private static ScheduleSpec schedule(
      Section schedule, Map<String, List<String>> types, List<String> common) {
    ScheduleSpec then =
        schedule
            .type(types, common, Defaults.SCHEDULE)
            .map(type -> schedule.build(() -> afterWarmUp(schedule, type)))
            .orElse(new ScheduleSpec.Constant());
    Optional<Span> warmUp = schedule.read("warm-up", Optional.empty(), Reading.SPAN.orNone());
    return warmUp.<ScheduleSpec>map(span -> new ScheduleSpec.WarmUp(span, then)).orElse(then);
  }

  private static ScheduleSpec sequence(Section schedule) {
    if (!schedule.has("parts")) {
      schedule.missing("parts", ", a list of schedules, each with 'for' but the last");
      return new ScheduleSpec.Constant();
    }
    List<ScheduleSpec.Sequence.Part> parts =
        schedule.items("parts").stream().map(OptimizerReader::part).toList();
    return schedule.isBad("parts") ? new ScheduleSpec.Constant() : new ScheduleSpec.Sequence(parts);
  }

  private static ScheduleSpec.Sequence.Part part(Section part) {
    ScheduleSpec schedule = schedule(part, PlanKeys.PARTS, PlanKeys.PART);
    return part.build(
        () ->
            new ScheduleSpec.Sequence.Part(
                part.read("for", Optional.empty(), Reading.SPAN.orNone()),
                part.read("scale", 1.0, Reading.NUMBER),
                schedule));
  }

  private static double finalFactor(Section schedule) {
    return schedule.read("final-factor", Defaults.FINAL_FACTOR, Reading.NUMBER);
  }

  private static ScheduleSpec afterWarmUp(Section schedule, String type) {
    Span any = Span.epochs(1);
    return switch (type) {
      case "constant" -> new ScheduleSpec.Constant();
      case "step" ->
          new ScheduleSpec.Step(
              schedule.require("every", any, Reading.SPAN),
              schedule.read("factor", Defaults.STEP_FACTOR, Reading.NUMBER));
      case "exponential" ->
          new ScheduleSpec.Exponential(
              schedule.read("every", any, Reading.SPAN),
              schedule.require("factor", 1.0, Reading.NUMBER));
      case "cosine" -> new ScheduleSpec.Cosine(finalFactor(schedule));
      case "multi-step" ->
          new ScheduleSpec.MultiStep(
              schedule.require("at", List.of(any), Reading.SPAN.oneOrMore()),
              schedule.read("factor", Defaults.STEP_FACTOR, Reading.NUMBER));
      case "polynomial" ->
          new ScheduleSpec.Polynomial(
              schedule.read("power", Defaults.POLYNOMIAL_POWER, Reading.NUMBER),
              finalFactor(schedule));
      case "cosine-restarts" ->
          new ScheduleSpec.CosineRestarts(
              schedule.require("first", any, Reading.SPAN),
              schedule.read("growth", Defaults.RESTART_GROWTH, Reading.WHOLE_NUMBER),
              finalFactor(schedule));
      case "trapezoidal" ->
          new ScheduleSpec.Trapezoidal(
              schedule.require("fall", any, Reading.SPAN), finalFactor(schedule));
      case "cyclic" ->
          new ScheduleSpec.Cyclic(
              schedule.require("half", any, Reading.SPAN),
              schedule.read("least", Defaults.CYCLE_LEAST, Reading.NUMBER));
      case "one-cycle" ->
          new ScheduleSpec.OneCycle(
              schedule.read("rise", Defaults.CYCLE_RISE, Reading.NUMBER),
              schedule.read("start-factor", Defaults.CYCLE_START, Reading.NUMBER),
              schedule.read("final-factor", Defaults.CYCLE_END, Reading.NUMBER));
      case "sequence" -> sequence(schedule);
      default -> throw new IllegalStateException("No reader for schedule type " + type);
    };
  }
}
