package io.lockstep.plan;

import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.plan.OutputSpec.Visibility;
import io.lockstep.progress.Span;
import io.lockstep.synchronization.OuterSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how a run goes: {@code training, synchronization, output, deadlines}. */
final class RunReader {
  private final Section plan;

  RunReader(Section plan) {
    this.plan = plan;
  }

  TrainingSpec training() {
    Section keys = plan.child("training").only(PlanKeys.TRAINING);
    Span length = length(keys);
    Optional<EarlyStoppingSpec> stopping = ReactionReader.earlyStopping(keys);
    return keys.build(
        () ->
            new TrainingSpec(
                length,
                keys.read("global-batch", Defaults.GLOBAL_BATCH, Reading.WHOLE_NUMBER),
                keys.read("evaluate-every", Defaults.EVALUATE_EVERY, Reading.SPAN),
                stopping));
  }

  private static Span length(Section keys) {
    Optional<Long> epochs = keys.read("epochs", Optional.empty(), Reading.COUNT.orNone());
    Optional<Long> steps = keys.read("steps", Optional.empty(), Reading.COUNT.orNone());
    if (epochs.isPresent() && steps.isPresent()) {
      keys.report("steps", "contradicts training.epochs; give one of them and the other as none");
    }
    return steps.map(Span::steps).or(() -> epochs.map(Span::epochs)).orElse(Defaults.LENGTH);
  }

  LintSpec lint() {
    Section keys = plan.child("lint").only(PlanKeys.LINT);
    return new LintSpec(
        Set.copyOf(keys.read("quiet", List.of(), Words.reading(LintRule.class).oneOrMore())));
  }

  SynchronizationSpec synchronization() {
    Section keys = plan.child("synchronization");
    String type =
        keys.type(PlanKeys.SYNCHRONIZATIONS, List.of(), Defaults.SYNCHRONIZATION)
            .orElse(Defaults.SYNCHRONIZATION);
    return switch (type) {
      case "gradient-sharing" ->
          new GradientSharing(new CompressionReader(keys.child("compression")).read());
      case "parameter-averaging" -> averaging(keys, outer(keys.child("outer")));
      default -> throw new IllegalStateException("No reader for synchronization type " + type);
    };
  }

  private static ParameterAveraging averaging(Section keys, OuterSpec outer) {
    return keys.build(
        () ->
            new ParameterAveraging(
                keys.require("every", 1, Reading.WHOLE_NUMBER),
                keys.read("start-after", Optional.empty(), Reading.SPAN.orNone()),
                outer));
  }

  private static OuterSpec outer(Section keys) {
    String type = keys.type(PlanKeys.OUTERS, List.of(), Defaults.OUTER).orElse(Defaults.OUTER);
    return switch (type) {
      case "none" -> new OuterSpec.None();
      case "nesterov" ->
          keys.build(
              () ->
                  new OuterSpec.Nesterov(
                      keys.read("learning-rate", Defaults.OUTER_LEARNING_RATE, Reading.NUMBER),
                      keys.read("momentum", Defaults.OUTER_MOMENTUM, Reading.NUMBER)));
      default -> throw new IllegalStateException("No reader for outer type " + type);
    };
  }

  OutputSpec output() {
    Section keys = plan.child("output").only(PlanKeys.OUTPUT);
    OutputSpec usual = Defaults.OUTPUT;
    return keys.build(
        () ->
            new OutputSpec(
                keys.read("checkpoint-every", usual.checkpointEvery(), Reading.SPAN),
                keys.read("keep-checkpoints", usual.keepCheckpoints(), Reading.WHOLE_NUMBER),
                keys.read("shared", usual.visibility(), Words.reading(Visibility.class))));
  }

  Deadlines deadlines() {
    Section keys = plan.child("deadlines").only(PlanKeys.DEADLINES);
    Deadlines usual = Deadlines.DEFAULT;
    return keys.build(
        () ->
            new Deadlines(
                keys.read("start", usual.start(), Reading.DURATION_TEXT),
                keys.read("step", usual.step(), Reading.DURATION_TEXT),
                keys.read("driver", usual.driver(), Reading.DURATION_TEXT),
                keys.read("stop", usual.stop(), Reading.DURATION_TEXT)));
  }
}
