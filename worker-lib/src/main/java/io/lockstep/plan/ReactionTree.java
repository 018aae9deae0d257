package io.lockstep.plan;

import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.Monitor;
import io.lockstep.decision.PlateauSpec;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Scalar;
import java.util.Optional;

/** What is decided from evaluations, as the tree of its text. */
final class ReactionTree {
  private ReactionTree() {}

  static Yaml of(Optional<PlateauSpec> plateau) {
    return plateau.<Yaml>map(ReactionTree::of).orElse(Scalar.word("none"));
  }

  private static Yaml of(PlateauSpec plateau) {
    return monitor(plateau.monitor())
        .put("factor", Numbers.of(plateau.factor()))
        .put("patience", plateau.patience())
        .put("threshold", Numbers.of(plateau.threshold()))
        .put("threshold-mode", Words.of(plateau.mode()))
        .put("cooldown", plateau.cooldown())
        .put("min-factor", Numbers.of(plateau.minFactor()))
        .mapping();
  }

  static Yaml ofStopping(Optional<EarlyStoppingSpec> stopping) {
    return stopping.<Yaml>map(ReactionTree::of).orElse(Scalar.word("none"));
  }

  private static Yaml of(EarlyStoppingSpec stopping) {
    return monitor(stopping.monitor())
        .put("patience", stopping.patience())
        .put("min-change", Numbers.of(stopping.minChange()))
        .mapping();
  }

  private static Fields monitor(Monitor monitor) {
    return new Fields()
        .put("metric", Scalar.text(monitor.metric()))
        .put("direction", Words.of(monitor.direction()));
  }
}
