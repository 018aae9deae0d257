package io.lockstep.plan;

import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Label;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.RescaleSpec;
import io.lockstep.data.WeightSpec;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Origin;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.plan.yaml.Yaml.Scalar;
import io.lockstep.plan.yaml.Yaml.Sequence;
import io.lockstep.progress.Span;
import io.lockstep.progress.Span.Unit;
import io.lockstep.synchronization.OuterSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** A plan as the tree of its text: every key, in the order of {@link PlanKeys}. */
final class PlanTree {
  /** What a resume may change: none of it changes what is learned. */
  private static final Set<String> FREE = Set.of("name", "output", "deadlines", "lint");

  private PlanTree() {}

  static Mapping of(TrainingPlan plan) {
    return new Fields()
        .put("version", TrainingPlan.VERSION)
        .put("name", Scalar.text(plan.name()))
        .put("seed", plan.seed().value())
        .put("engine", Scalar.text(plan.engine()))
        .put("data", data(plan.data()))
        .put("augmentation", AugmentationTree.of(plan.augmentation()))
        .put("model", model(plan.model()))
        .put("optimizer", OptimizerTree.of(plan.optimizer()))
        .put("training", training(plan.training()))
        .put("synchronization", synchronization(plan.synchronization()))
        .put("output", output(plan.output()))
        .put("deadlines", deadlines(plan.deadlines()))
        .put("lint", lint(plan.lint()))
        .mapping();
  }

  /** The part that defines the result. */
  static Mapping binding(TrainingPlan plan) {
    return new Mapping(
        Place.NOWHERE,
        of(plan).entries().stream().filter(entry -> !FREE.contains(entry.key())).toList());
  }

  /** The keys of a model's origin only where it has one: most have none. */
  private static Mapping model(ModelSpec model) {
    Fields fields = new Fields().put("layers", LayerTree.of(model));
    Origin origin = model.origin();
    if (origin.source().isPresent()) {
      ModelSource source = origin.source().get();
      fields.put(OriginReader.key(source.form()), Scalar.text(source.location()));
      source.sha256().ifPresent(hex -> fields.put("sha256", Scalar.text(hex)));
      fields.put("freeze", texts(origin.freeze()));
      fields.put("replace-head", Words.of(origin.head()));
    }
    return fields.mapping();
  }

  private static Mapping lint(LintSpec lint) {
    List<String> quiet = lint.quiet().stream().sorted().map(LintRule::toString).toList();
    return new Fields().put("quiet", texts(quiet)).mapping();
  }

  private static Mapping data(DataSpec data) {
    Mapping csv =
        new Fields()
            .put("header", Words.of(data.csv().header()))
            .put("separator", Scalar.text(String.valueOf(data.csv().separator())))
            .mapping();
    return new Fields()
        .put("train", texts(data.train()))
        .put("format", Words.of(data.format()))
        .put("validation", validation(data.validation()))
        .put("label", label(data.label()))
        .put("task", Words.of(data.task()))
        .put("weight", data.weights().column().map(Scalar::text).orElse(Scalar.word("none")))
        .put("class-weights", classWeights(data.weights().classes()))
        .put("features", data.features().isEmpty() ? Scalar.word("all") : texts(data.features()))
        .put("shape", data.shape().isEmpty() ? Scalar.word("auto") : numbers(data.shape()))
        .put("sequence", numberOrNone(data.sequence()))
        .put("vocabulary", numberOrNone(data.vocabulary()))
        .put("csv", csv)
        .put("rescale", rescale(data.rescale()))
        .put("normalization", normalization(data.normalization()))
        .put("shards", data.shards())
        .mapping();
  }

  private static Yaml validation(Validation validation) {
    if (validation instanceof Validation.Fraction part) {
      return Numbers.of(part.fraction());
    }
    return validation instanceof Validation.Paths paths
        ? texts(paths.paths())
        : Scalar.word("none");
  }

  private static Yaml classWeights(WeightSpec.Classes classes) {
    if (classes instanceof WeightSpec.Given given) {
      Fields weights = new Fields();
      given.byName().forEach((name, weight) -> weights.put(name, Numbers.of(weight)));
      return weights.mapping();
    }
    return Scalar.word(classes instanceof WeightSpec.Balanced ? "balanced" : "none");
  }

  private static Yaml numberOrNone(OptionalInt number) {
    return number.isPresent() ? Scalar.word(number.getAsInt()) : Scalar.word("none");
  }

  private static Yaml label(Label label) {
    return label.columns().isEmpty() ? Scalar.word("last") : texts(label.columns());
  }

  private static Yaml rescale(RescaleSpec rescale) {
    if (rescale instanceof RescaleSpec.Tanh tanh) {
      return new Fields().put("tanh", Numbers.of(tanh.scale())).mapping();
    }
    if (rescale instanceof RescaleSpec.ClipPercentiles clip) {
      List<Yaml> ends = List.of(Numbers.of(clip.low()), Numbers.of(clip.high()));
      return new Fields().put("clip-percentiles", new Sequence(Place.NOWHERE, ends)).mapping();
    }
    return Scalar.word(rescale instanceof RescaleSpec.Log1p ? "log1p" : "none");
  }

  private static Yaml normalization(NormalizationSpec normalization) {
    if (normalization instanceof NormalizationSpec.Scale scale) {
      return new Fields().put("scale", Numbers.of(scale.factor())).mapping();
    }
    if (normalization instanceof NormalizationSpec.Standardize) {
      return Scalar.word("standardize");
    }
    return Scalar.word(normalization instanceof NormalizationSpec.MinMax ? "min-max" : "none");
  }

  private static Mapping training(TrainingSpec training) {
    Span length = training.length();
    boolean isEpochs = length.unit() == Unit.EPOCHS;
    return new Fields()
        .put("epochs", isEpochs ? length.amount() : "none")
        .put("steps", isEpochs ? "none" : length.amount())
        .put("global-batch", training.globalBatch())
        .put("evaluate-every", training.evaluateEvery())
        .put("early-stopping", ReactionTree.ofStopping(training.earlyStopping()))
        .mapping();
  }

  private static Mapping synchronization(SynchronizationSpec synchronization) {
    return synchronization instanceof ParameterAveraging averaging
        ? new Fields()
            .put("type", "parameter-averaging")
            .put("every", averaging.every())
            .put("start-after", averaging.startAfter().map(Span::toString).orElse("none"))
            .put("outer", outer(averaging.outer()))
            .mapping()
        : new Fields()
            .put("type", "gradient-sharing")
            .put(
                "compression",
                CompressionTree.of(((GradientSharing) synchronization).compression()))
            .mapping();
  }

  private static Mapping outer(OuterSpec outer) {
    return outer instanceof OuterSpec.Nesterov nesterov
        ? new Fields()
            .put("type", "nesterov")
            .put("learning-rate", Numbers.of(nesterov.learningRate()))
            .put("momentum", Numbers.of(nesterov.momentum()))
            .mapping()
        : new Fields().put("type", "none").mapping();
  }

  private static Mapping output(OutputSpec output) {
    return new Fields()
        .put("checkpoint-every", output.checkpointEvery())
        .put("keep-checkpoints", output.keepCheckpoints())
        .put("shared", Words.of(output.visibility()))
        .mapping();
  }

  private static Mapping deadlines(Deadlines deadlines) {
    return new Fields()
        .put("start", duration(deadlines.start()))
        .put("step", duration(deadlines.step()))
        .put("driver", duration(deadlines.driver()))
        .put("stop", duration(deadlines.stop()))
        .mapping();
  }

  /** In the largest unit that it is a multiple of. */
  private static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
  }

  private static Sequence texts(List<String> texts) {
    return new Sequence(Place.NOWHERE, texts.stream().<Yaml>map(Scalar::text).toList());
  }

  private static Sequence numbers(List<Integer> numbers) {
    return new Sequence(Place.NOWHERE, numbers.stream().<Yaml>map(Scalar::word).toList());
  }
}
