package io.lockstep.plan;

import io.lockstep.zoo.Parameter;
import io.lockstep.zoo.ReferenceModel;
import io.lockstep.zoo.Zoo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every key that a plan may have, once. A section whose keys depend on its {@code type} has one
 * list for each type; {@code docs/formats/plan.md} says the same for people, and a test compares
 * them.
 */
final class PlanKeys {
  static final List<String> PLAN =
      List.of(
          "version",
          "name",
          "seed",
          "engine",
          "data",
          "augmentation",
          "model",
          "optimizer",
          "training",
          "synchronization",
          "output",
          "deadlines",
          "lint");
  static final List<String> DATA =
      List.of(
          "train",
          "format",
          "validation",
          "label",
          "task",
          "weight",
          "class-weights",
          "features",
          "shape",
          "sequence",
          "vocabulary",
          "csv",
          "rescale",
          "normalization",
          "shards");
  static final List<String> CSV = List.of("header", "separator");
  static final List<String> RESCALE = List.of("tanh", "clip-percentiles");
  static final List<String> NORMALIZATION = List.of("scale");
  static final List<String> MODEL =
      List.of(
          "layers",
          "zoo",
          "start-from",
          "dl4j",
          "dl4j-zip",
          "keras",
          "class",
          "sha256",
          "freeze",
          "replace-head");
  static final List<String> TRAINING =
      List.of("epochs", "steps", "global-batch", "evaluate-every", "early-stopping");
  static final List<String> OUTPUT = List.of("checkpoint-every", "keep-checkpoints", "shared");
  static final List<String> LINT = List.of("quiet");
  static final List<String> DEADLINES = List.of("start", "step", "driver", "stop");

  /** Keys of each type of layer. */
  static final Map<String, List<String>> LAYERS = new LinkedHashMap<>();

  /** Keys of every layer. */
  static final List<String> LAYER = List.of("name", "from");

  /** The key that {@code - dense: 128} means, for the types that have one. */
  static final Map<String, String> LAYER_SHORT_FORMS =
      Map.ofEntries(
          Map.entry("dense", "units"),
          Map.entry("conv2d", "filters"),
          Map.entry("max-pool", "kernel"),
          Map.entry("avg-pool", "kernel"),
          Map.entry("global-pool", "pooling"),
          Map.entry("dropout", "rate"),
          Map.entry("spatial-dropout", "rate"),
          Map.entry("group-norm", "groups"),
          Map.entry("activation", "function"),
          Map.entry("add", "from"),
          Map.entry("concat", "from"),
          Map.entry("residual", "layers"),
          Map.entry("lstm", "units"),
          Map.entry("embedding", "size"),
          Map.entry("latent", "size"),
          Map.entry("output", "units"));

  /** Keys of each type of transform. */
  static final Map<String, List<String>> TRANSFORMS = new LinkedHashMap<>();

  /** The key that {@code - flip: horizontal} means. */
  static final Map<String, String> TRANSFORM_SHORT_FORMS =
      Map.of(
          "flip", "direction",
          "translate", "pixels",
          "stretch", "change",
          "shear", "degrees",
          "rotate", "degrees",
          "cutout", "size",
          "noise", "deviation",
          "mixup", "alpha",
          "cutmix", "alpha");

  /** The key that a layer's or a transform's word by itself is short for. */
  static Optional<String> shortFor(String type) {
    return Optional.ofNullable(LAYER_SHORT_FORMS.get(type))
        .or(() -> Optional.ofNullable(TRANSFORM_SHORT_FORMS.get(type)));
  }

  /** Keys of each type of optimizer besides {@link #OPTIMIZER}. */
  static final Map<String, List<String>> OPTIMIZERS = new LinkedHashMap<>();

  /** Keys of every optimizer. */
  static final List<String> OPTIMIZER =
      List.of(
          "learning-rate",
          "schedule",
          "scale-learning-rate",
          "reduce-on-plateau",
          "l1",
          "l2",
          "max-norm",
          "clip-norm",
          "clip-value",
          "clip-layer-norm",
          "lookahead",
          "weight-average");

  /** Keys of which a plan gives one at most. */
  static final List<String> CLIPPING = List.of("clip-norm", "clip-value", "clip-layer-norm");

  static final List<String> SCALING = List.of("base-batch", "warm-up");

  static final List<String> PLATEAU =
      List.of(
          "metric",
          "direction",
          "factor",
          "patience",
          "threshold",
          "threshold-mode",
          "cooldown",
          "min-factor");

  static final List<String> EARLY_STOPPING =
      List.of("metric", "direction", "patience", "min-change");

  static final String DECAY = "weight-decay";

  /** Rules without a decay of their own, to which a decoupled one can be added. */
  static final Set<String> ADDED_DECAY =
      Set.of("sgd", "momentum", "nag", "amsgrad", "nadam", "radam", "adabelief");

  /** Keys of a schedule that is a part of a sequence, besides its own. */
  static final List<String> PART = List.of("warm-up", "for", "scale");

  static final List<String> LOOKAHEAD = List.of("steps", "alpha");

  /** Keys of each type of weight average. */
  static final Map<String, List<String>> WEIGHT_AVERAGES = new LinkedHashMap<>();

  /** Keys of each type of schedule besides {@link #SCHEDULE}. */
  static final Map<String, List<String>> SCHEDULES = new LinkedHashMap<>();

  /** The types of schedules that a sequence can have as its parts. */
  static final Map<String, List<String>> PARTS = new LinkedHashMap<>();

  /** Keys of every schedule. */
  static final List<String> SCHEDULE = List.of("warm-up");

  /** Keys of each type of synchronization. */
  static final Map<String, List<String>> SYNCHRONIZATIONS = new LinkedHashMap<>();

  /** Keys of each type of outer optimizer. */
  static final Map<String, List<String>> OUTERS = new LinkedHashMap<>();

  /** Keys of each type of compression. */
  static final Map<String, List<String>> COMPRESSIONS = new LinkedHashMap<>();

  /** Keys of the guard of each type of compression. */
  static final List<String> GUARD = List.of("every", "max-error", "min-cosine");

  static {
    LAYERS.put("dense", List.of("units", "activation", "init", "bias"));
    LAYERS.put(
        "conv2d", List.of("filters", "kernel", "stride", "padding", "activation", "init", "bias"));
    LAYERS.put("max-pool", List.of("kernel", "stride", "padding"));
    LAYERS.put("avg-pool", List.of("kernel", "stride", "padding"));
    LAYERS.put("global-pool", List.of("pooling"));
    LAYERS.put("batch-norm", List.of("momentum", "epsilon", "statistics"));
    LAYERS.put("layer-norm", List.of("epsilon"));
    LAYERS.put("group-norm", List.of("groups", "epsilon"));
    LAYERS.put("instance-norm", List.of("epsilon"));
    LAYERS.put("dropout", List.of("rate"));
    LAYERS.put("spatial-dropout", List.of("rate"));
    LAYERS.put("activation", List.of("function"));
    LAYERS.put("add", List.of());
    LAYERS.put("concat", List.of());
    LAYERS.put("residual", List.of("layers", "shortcut"));
    LAYERS.put("lstm", List.of("units", "return", "init", "forget-bias"));
    LAYERS.put("embedding", List.of("size"));
    LAYERS.put("latent", List.of("size", "beta", "init"));
    LAYERS.put("output", List.of("units", "loss", "label-smoothing", "delta", "init"));
    TRANSFORMS.put("flip", List.of("direction", "probability"));
    TRANSFORMS.put("translate", List.of("pixels", "probability"));
    TRANSFORMS.put("random-resized-crop", List.of("area", "ratio", "probability"));
    TRANSFORMS.put("stretch", List.of("change", "probability"));
    TRANSFORMS.put("shear", List.of("degrees", "probability"));
    TRANSFORMS.put("rotate", List.of("degrees", "probability"));
    TRANSFORMS.put("cutout", List.of("size", "probability"));
    TRANSFORMS.put("random-erasing", List.of("area", "ratio", "probability"));
    TRANSFORMS.put("color-jitter", List.of("brightness", "contrast", "saturation", "probability"));
    TRANSFORMS.put("noise", List.of("deviation", "probability"));
    TRANSFORMS.put("mixup", List.of("alpha", "probability"));
    TRANSFORMS.put("cutmix", List.of("alpha", "probability"));
    OPTIMIZERS.put("sgd", List.of(DECAY));
    OPTIMIZERS.put("momentum", List.of("momentum", DECAY));
    OPTIMIZERS.put("nag", List.of("momentum", DECAY));
    OPTIMIZERS.put("rmsprop", List.of("decay", "epsilon"));
    OPTIMIZERS.put("adam", List.of("beta1", "beta2", "epsilon"));
    OPTIMIZERS.put("adamw", List.of("beta1", "beta2", "epsilon", "weight-decay"));
    OPTIMIZERS.put("rmsprop-centered", List.of("decay", "epsilon"));
    OPTIMIZERS.put("adagrad", List.of("epsilon"));
    OPTIMIZERS.put("adadelta", List.of("decay", "epsilon"));
    OPTIMIZERS.put("amsgrad", List.of("beta1", "beta2", "epsilon", DECAY));
    OPTIMIZERS.put("nadam", List.of("beta1", "beta2", "epsilon", "momentum-decay", DECAY));
    OPTIMIZERS.put("radam", List.of("beta1", "beta2", "epsilon", DECAY));
    OPTIMIZERS.put("adabelief", List.of("beta1", "beta2", "epsilon", DECAY));
    OPTIMIZERS.put("adabound", List.of("beta1", "beta2", "epsilon", "final-rate", "gamma"));
    OPTIMIZERS.put("amsbound", List.of("beta1", "beta2", "epsilon", "final-rate", "gamma"));
    OPTIMIZERS.put("lars", List.of("momentum", "weight-decay", "trust"));
    OPTIMIZERS.put("lamb", List.of("beta1", "beta2", "epsilon", "weight-decay"));
    OPTIMIZERS.put("schedule-free", List.of("beta1", "beta2", "epsilon", "weight-decay"));
    OPTIMIZERS.put(
        "muon",
        List.of("momentum", "weight-decay", "beta1", "beta2", "epsilon", "adam-learning-rate"));
    WEIGHT_AVERAGES.put("none", List.of());
    WEIGHT_AVERAGES.put("ema", List.of("decay"));
    WEIGHT_AVERAGES.put("swa", List.of("start", "every"));
    SCHEDULES.put("constant", List.of());
    SCHEDULES.put("step", List.of("every", "factor"));
    SCHEDULES.put("exponential", List.of("every", "factor"));
    SCHEDULES.put("cosine", List.of("final-factor"));
    SCHEDULES.put("multi-step", List.of("at", "factor"));
    SCHEDULES.put("polynomial", List.of("power", "final-factor"));
    SCHEDULES.put("cosine-restarts", List.of("first", "growth", "final-factor"));
    SCHEDULES.put("trapezoidal", List.of("fall", "final-factor"));
    SCHEDULES.put("cyclic", List.of("half", "least"));
    SCHEDULES.put("one-cycle", List.of("rise", "start-factor", "final-factor"));
    PARTS.putAll(SCHEDULES);
    SCHEDULES.put("sequence", List.of("parts"));
    SYNCHRONIZATIONS.put("gradient-sharing", List.of("compression"));
    COMPRESSIONS.put("none", List.of());
    COMPRESSIONS.put("bf16", List.of("guard"));
    COMPRESSIONS.put("threshold", List.of("target", "warm-up", "guard"));
    COMPRESSIONS.put("top-k", List.of("fraction", "warm-up", "guard"));
    SYNCHRONIZATIONS.put("parameter-averaging", List.of("every", "start-after", "outer"));
    OUTERS.put("none", List.of());
    OUTERS.put("nesterov", List.of("learning-rate", "momentum"));
  }

  private PlanKeys() {}

  /** Every key with its section, types included: {@code model.layers.dense.units}. */
  static Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    add(all, "", PLAN);
    add(all, "data.", DATA);
    add(all, "data.csv.", CSV);
    add(all, "data.rescale.", RESCALE);
    add(all, "data.normalization.", NORMALIZATION);
    TRANSFORMS.forEach((type, keys) -> add(all, "augmentation." + type + ".", keys));
    add(all, "model.", MODEL);
    add(all, "model.layers.", LAYER);
    LAYERS.forEach((type, keys) -> add(all, "model.layers." + type + ".", keys));
    all.add("model.zoo.name");
    Zoo.models().forEach(model -> add(all, "model.zoo." + model.name() + ".", zoo(model)));
    all.add("optimizer.type");
    add(all, "optimizer.", OPTIMIZER);
    OPTIMIZERS.forEach((type, keys) -> add(all, "optimizer." + type + ".", keys));
    add(all, "optimizer.lookahead.", LOOKAHEAD);
    all.add("optimizer.weight-average.type");
    WEIGHT_AVERAGES.forEach(
        (type, keys) -> add(all, "optimizer.weight-average." + type + ".", keys));
    all.add("optimizer.schedule.type");
    add(all, "optimizer.schedule.", SCHEDULE);
    SCHEDULES.forEach((type, keys) -> add(all, "optimizer.schedule." + type + ".", keys));
    add(all, "optimizer.schedule.sequence.parts.", List.of("for", "scale"));
    add(all, "optimizer.scale-learning-rate.", SCALING);
    add(all, "optimizer.reduce-on-plateau.", PLATEAU);
    add(all, "training.", TRAINING);
    add(all, "training.early-stopping.", EARLY_STOPPING);
    all.add("synchronization.type");
    SYNCHRONIZATIONS.forEach((type, keys) -> add(all, "synchronization." + type + ".", keys));
    String compression = "synchronization.gradient-sharing.compression.";
    all.add(compression + "type");
    COMPRESSIONS.forEach(
        (type, keys) -> {
          add(all, compression + type + ".", keys);
          if (keys.contains("guard")) {
            add(all, compression + type + ".guard.", GUARD);
          }
        });
    String outer = "synchronization.parameter-averaging.outer.";
    all.add(outer + "type");
    OUTERS.forEach((type, keys) -> add(all, outer + type + ".", keys));
    add(all, "output.", OUTPUT);
    add(all, "deadlines.", DEADLINES);
    add(all, "lint.", LINT);
    return all;
  }

  /** Keys of a reference model. */
  static List<String> zoo(ReferenceModel model) {
    return model.parameters().stream().map(Parameter::name).toList();
  }

  /** The one section other than the model's that has this key, for whoever put it elsewhere. */
  static Optional<String> home(String key) {
    Map<String, Collection<String>> sections = new LinkedHashMap<>();
    sections.put("", PLAN);
    sections.put("data.", DATA);
    sections.put("data.csv.", CSV);
    sections.put("model.", MODEL);
    sections.put("optimizer.", OPTIMIZER);
    sections.put("optimizer.lookahead.", LOOKAHEAD);
    sections.put("training.", TRAINING);
    sections.put("output.", OUTPUT);
    sections.put("lint.", LINT);
    List<String> homes =
        sections.entrySet().stream()
            .filter(section -> section.getValue().contains(key))
            .map(section -> section.getKey() + key)
            .toList();
    return homes.size() == 1 ? Optional.of(homes.get(0)) : Optional.empty();
  }

  private static void add(Set<String> all, String section, Collection<String> keys) {
    keys.forEach(key -> all.add(section + key));
  }
}
