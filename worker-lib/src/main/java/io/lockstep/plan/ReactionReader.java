package io.lockstep.plan;

import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.Monitor;
import io.lockstep.decision.PlateauSpec;
import java.util.Optional;

/** Reads what is decided from evaluations: {@code reduce-on-plateau} and {@code early-stopping}. */
final class ReactionReader {
  private ReactionReader() {}

  static Optional<PlateauSpec> plateau(Section optimizer) {
    PlateauSpec usual = Defaults.PLATEAU;
    return optimizer
        .optionalChild("reduce-on-plateau")
        .map(keys -> keys.only(PlanKeys.PLATEAU))
        .map(
            keys ->
                keys.build(
                    () ->
                        new PlateauSpec(
                            monitor(keys, usual.monitor()),
                            keys.read("factor", usual.factor(), Reading.NUMBER),
                            keys.read("patience", usual.patience(), Reading.WHOLE_NUMBER),
                            keys.read("threshold", usual.threshold(), Reading.NUMBER),
                            keys.read(
                                "threshold-mode",
                                usual.mode(),
                                Words.reading(PlateauSpec.Mode.class)),
                            keys.read("cooldown", usual.cooldown(), Reading.WHOLE_NUMBER),
                            keys.read("min-factor", usual.minFactor(), Reading.NUMBER))));
  }

  static Optional<EarlyStoppingSpec> earlyStopping(Section training) {
    EarlyStoppingSpec usual = Defaults.EARLY_STOPPING;
    return training
        .optionalChild("early-stopping")
        .map(keys -> keys.only(PlanKeys.EARLY_STOPPING))
        .map(
            keys ->
                keys.build(
                    () ->
                        new EarlyStoppingSpec(
                            monitor(keys, usual.monitor()),
                            keys.read("patience", usual.patience(), Reading.WHOLE_NUMBER),
                            keys.read("min-change", usual.minChange(), Reading.NUMBER))));
  }

  private static Monitor monitor(Section keys, Monitor usual) {
    Monitor natural = Monitor.of(keys.read("metric", usual.metric(), Reading.TEXT));
    return new Monitor(
        natural.metric(),
        keys.read("direction", natural.direction(), Words.reading(Monitor.Direction.class)));
  }
}
