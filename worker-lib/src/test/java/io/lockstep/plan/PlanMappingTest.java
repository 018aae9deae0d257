package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.lockstep.augmentation.Range;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.data.DataSpec.Csv;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Header;
import io.lockstep.data.DataSpec.Label;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.RescaleSpec;
import io.lockstep.data.WeightSpec;
import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.Monitor;
import io.lockstep.decision.PlateauSpec;
import io.lockstep.decision.PlateauSpec.Mode;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Origin;
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
import io.lockstep.optimizer.OptimizerSpec.Sgd;
import io.lockstep.optimizer.Regularization;
import io.lockstep.plan.OutputSpec.Visibility;
import io.lockstep.progress.Span;
import io.lockstep.schedule.LinearScaling;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.schedule.ScheduleSpec.Cosine;
import io.lockstep.schedule.ScheduleSpec.Exponential;
import io.lockstep.schedule.ScheduleSpec.Sequence.Part;
import io.lockstep.schedule.ScheduleSpec.Step;
import io.lockstep.schedule.ScheduleSpec.WarmUp;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.OuterSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every key of a plan reaches the one place in the value that it is for. */
class PlanMappingTest {
  /** What a key's value becomes, seen in a plan that has it. */
  private record Mapping(
      List<String> before, String set, Function<TrainingPlan, Object> part, Object expected) {}

  private final Map<String, Mapping> mappings = new LinkedHashMap<>();

  @Test
  void everyKeyChangesItsPartOfThePlan() {
    plan();
    data();
    augmentation();
    layers();
    optimizers();
    schedules();
    curves();
    sequences();
    scaling();
    reactions();
    regularization();
    run();

    mappings.forEach(
        (key, mapping) -> {
          TrainingPlan before = Plans.minimal(mapping.before().toArray(String[]::new));
          List<String> with = new ArrayList<>(mapping.before());
          with.add(mapping.set());
          TrainingPlan after = Plans.minimal(with.toArray(String[]::new));
          assertEquals(mapping.expected(), mapping.part().apply(after), key);
          assertNotEquals(mapping.expected(), mapping.part().apply(before), key);
        });
    Set<String> expected = new TreeSet<>(PlanKeys.all());
    expected.remove("version"); // has one value only: the wrong plans have another
    assertEquals(expected, new TreeSet<>(mappings.keySet()));
  }

  private static LintSpec quiet(LintRule rule) {
    return new LintSpec(Set.of(rule));
  }

  private void plan() {
    map("name", "name=other", TrainingPlan::name, "other");
    map("seed", "seed=-7", TrainingPlan::seed, new Seed(-7));
    // there is one engine so far, so that only its being read can be seen
    mappings.put(
        "engine",
        new Mapping(List.of("name=dl4j"), "name=x", plan -> plan.engine() + plan.name(), "dl4jx"));
    map("data", "data={train: x}", plan -> plan.data().train(), List.of("x"));
    map("model", "model={layers: [dropout: 0.5]}", this::firstLayer, new LayerSpec.Dropout(0.5));
    map("optimizer", "optimizer=sgd", plan -> plan.optimizer().rule(), new Sgd());
    map("training", "training={epochs: 3}", plan -> plan.training().length(), Span.epochs(3));
    map(
        "synchronization",
        "synchronization={type: parameter-averaging, every: 2}",
        TrainingPlan::synchronization,
        new ParameterAveraging(2));
    map("lint", "lint={quiet: [missing-bias]}", TrainingPlan::lint, quiet(LintRule.MISSING_BIAS));
    map(
        "lint.quiet",
        "lint.quiet=no-validation",
        TrainingPlan::lint,
        quiet(LintRule.NO_VALIDATION));
    map("output", "output={keep-checkpoints: 9}", plan -> plan.output().keepCheckpoints(), 9);
    map(
        "deadlines",
        "deadlines={stop: 1s}",
        plan -> plan.deadlines().stop(),
        Duration.ofSeconds(1));
  }

  private void data() {
    map("data.train", "data.train=[a, b*.csv]", p -> p.data().train(), List.of("a", "b*.csv"));
    map("data.format", "data.format=idx", p -> p.data().format(), Format.IDX);
    map(
        "data.validation",
        "data.validation=0.25",
        p -> p.data().validation(),
        new Validation.Fraction(0.25));
    map("data.label", "data.label=class", p -> p.data().label(), new Label(List.of("class")));
    map("data.task", "data.task=regression", p -> p.data().task(), Task.REGRESSION);
    map("data.weight", "data.weight=w", p -> p.data().weights().column(), Optional.of("w"));
    map(
        "data.class-weights",
        "data.class-weights={a: 2}",
        p -> p.data().weights().classes(),
        new WeightSpec.Given(Map.of("a", 2.0)));
    map("data.features", "data.features=[a, 3]", p -> p.data().features(), List.of("a", "3"));
    mappings.put(
        "data.sequence",
        new Mapping(
            List.of("data.format=text", "model.layers=[embedding: 8]"),
            "data.sequence=7",
            plan -> plan.data().sequence(),
            OptionalInt.of(7)));
    mappings.put(
        "data.vocabulary",
        new Mapping(
            List.of("data.train=any", "model.layers=[embedding: 8]"),
            "data.vocabulary=9",
            p -> p.data().vocabulary(),
            OptionalInt.of(9)));
    map("data.shape", "data.shape=[1, 8, 8]", p -> p.data().shape(), List.of(1, 8, 8));
    Csv noHeader = new Csv(Header.ABSENT, ',');
    map("data.csv", "data.csv={header: false}", p -> p.data().csv(), noHeader);
    map("data.csv.header", "data.csv.header=true", p -> p.data().csv().header(), Header.PRESENT);
    map("data.csv.separator", "data.csv.separator=;", p -> p.data().csv().separator(), ';');
    map("data.rescale", "data.rescale=log1p", p -> p.data().rescale(), new RescaleSpec.Log1p());
    mappings.put(
        "data.rescale.tanh",
        new Mapping(
            List.of("data.rescale={tanh: 1}"),
            "data.rescale.tanh=0.5",
            p -> p.data().rescale(),
            new RescaleSpec.Tanh(0.5)));
    map(
        "data.rescale.clip-percentiles",
        "data.rescale.clip-percentiles=[0.05, 1]",
        p -> p.data().rescale(),
        new RescaleSpec.ClipPercentiles(0.05, 1));
    map(
        "data.normalization",
        "data.normalization=min-max",
        p -> p.data().normalization(),
        new NormalizationSpec.MinMax());
    mappings.put(
        "data.normalization.scale",
        new Mapping(
            List.of("data.normalization={scale: 1}"),
            "data.normalization.scale=0.5",
            p -> p.data().normalization(),
            new NormalizationSpec.Scale(0.5)));
    map("data.shards", "data.shards=256", p -> p.data().shards(), 256);
    map("model.layers", "model.layers=[activation: tanh]", this::firstLayer, activation());
    origins();
  }

  private void origins() {
    origin("start-from=runs/a", Origin::source, source(Form.START_FROM, "runs/a"));
    origin("dl4j=a.json", Origin::source, source(Form.DL4J, "a.json"));
    origin("dl4j-zip=a.zip", Origin::source, source(Form.DL4J_ZIP, "a.zip"));
    origin("keras=a.h5", Origin::source, source(Form.KERAS, "a.h5"));
    origin("class=a.Model", Origin::source, source(Form.CLASS, "a.Model"));
    from("sha256=" + "0f".repeat(32), o -> o.source().get().sha256(), Optional.of("0f".repeat(32)));
    from("freeze=[0-*, conv2d]", Origin::freeze, List.of("0-*", "conv2d"));
    from("replace-head=true", Origin::head, Origin.Head.REPLACED);
  }

  private static Optional<ModelSource> source(Form form, String location) {
    return Optional.of(new ModelSource(form, location, Optional.empty()));
  }

  private void origin(String set, Function<Origin, Object> part, Object expected) {
    String key = "model." + set.substring(0, set.indexOf('='));
    map(key, "model." + set, plan -> part.apply(plan.model().origin()), expected);
  }

  private void from(String set, Function<Origin, Object> part, Object expected) {
    String key = "model." + set.substring(0, set.indexOf('='));
    mappings.put(
        key,
        new Mapping(
            List.of("model.start-from=runs/a"),
            "model." + set,
            plan -> part.apply(plan.model().origin()),
            expected));
  }

  private static LayerSpec activation() {
    return new LayerSpec.Activate(Activation.TANH);
  }

  private void augmentation() {
    mappings.put(
        "augmentation",
        new Mapping(
            List.of("data.train=pictures"),
            "augmentation=[flip: vertical]",
            this::firstTransform,
            new TransformSpec.Flip(Direction.VERTICAL, 0.5)));
    transform(
        "flip: horizontal", "direction=vertical", new TransformSpec.Flip(Direction.VERTICAL, 0.5));
    transform(
        "flip: vertical", "probability=0.25", new TransformSpec.Flip(Direction.VERTICAL, 0.25));
    transform("translate: 4", "pixels=2", new TransformSpec.Translate(2, 1));
    transform("translate: 4", "probability=0.5", new TransformSpec.Translate(4, 0.5));
    areas();
    transform("stretch: 0.2", "change=0.1", new TransformSpec.Stretch(0.1, 1));
    transform("stretch: 0.2", "probability=0.5", new TransformSpec.Stretch(0.2, 0.5));
    transform("shear: 5", "degrees=7.5", new TransformSpec.Shear(7.5, 1));
    transform("shear: 5", "probability=0.5", new TransformSpec.Shear(5, 0.5));
    transform("rotate: 5", "degrees=7.5", new TransformSpec.Rotate(7.5, 1));
    transform("rotate: 5", "probability=0.5", new TransformSpec.Rotate(5, 0.5));
    transform("cutout: 16", "size=8", new TransformSpec.Cutout(8, 1));
    transform("cutout: 16", "probability=0.5", new TransformSpec.Cutout(16, 0.5));
    String jitter = "color-jitter: {brightness: 0.5}";
    transform(jitter, "brightness=0.25", new TransformSpec.ColorJitter(0.25, 0, 0, 1));
    transform(jitter, "contrast=0.25", new TransformSpec.ColorJitter(0.5, 0.25, 0, 1));
    transform(jitter, "saturation=0.25", new TransformSpec.ColorJitter(0.5, 0, 0.25, 1));
    transform(jitter, "probability=0.25", new TransformSpec.ColorJitter(0.5, 0, 0, 0.25));
    transform("noise: 0.2", "deviation=0.1", new TransformSpec.Noise(0.1, 1));
    transform("noise: 0.2", "probability=0.5", new TransformSpec.Noise(0.2, 0.5));
    transform("mixup: 0.2", "alpha=0.4", new TransformSpec.Mixup(0.4, 1));
    transform("mixup: 0.2", "probability=0.5", new TransformSpec.Mixup(0.2, 0.5));
    transform("cutmix:", "alpha=0.4", new TransformSpec.CutMix(0.4, 1));
    transform("cutmix:", "probability=0.5", new TransformSpec.CutMix(1, 0.5));
  }

  private void areas() {
    Range part = new Range(0.25, 0.5);
    Range crop = new Range(0.08, 1);
    Range wide = new Range(3.0 / 4, 4.0 / 3);
    transform(
        "random-resized-crop:",
        "area=[0.25, 0.5]",
        new TransformSpec.RandomResizedCrop(part, wide, 1));
    transform(
        "random-resized-crop:",
        "ratio=[0.25, 0.5]",
        new TransformSpec.RandomResizedCrop(crop, part, 1));
    transform(
        "random-resized-crop:",
        "probability=0.5",
        new TransformSpec.RandomResizedCrop(crop, wide, 0.5));
    Range erased = new Range(0.02, 0.4);
    Range ratio = new Range(0.3, 1 / 0.3);
    transform(
        "random-erasing:", "area=[0.25, 0.5]", new TransformSpec.RandomErasing(part, ratio, 0.5));
    transform(
        "random-erasing:", "ratio=[0.25, 0.5]", new TransformSpec.RandomErasing(erased, part, 0.5));
    transform(
        "random-erasing:", "probability=1", new TransformSpec.RandomErasing(erased, ratio, 1));
  }

  private void transform(String transform, String set, TransformSpec expected) {
    String type = transform.split(":")[0];
    mappings.put(
        "augmentation." + type + "." + set.substring(0, set.indexOf('=')),
        new Mapping(
            List.of("data.train=pictures", "augmentation=[" + transform + "]"),
            "augmentation.0." + set,
            this::firstTransform,
            expected));
  }

  private Object firstTransform(TrainingPlan plan) {
    List<TransformSpec> transforms = plan.augmentation().transforms();
    return transforms.isEmpty() ? "none" : transforms.get(0);
  }

  private void layers() {
    String dense = "dense: 1";
    layer(dense, "units=5", layer -> ((LayerSpec.Dense) layer).units(), 5);
    layer(
        dense, "activation=gelu", layer -> ((LayerSpec.Dense) layer).activation(), Activation.GELU);
    layer(
        dense,
        "init=xavier",
        layer -> ((LayerSpec.Dense) layer).initialization(),
        Initialization.XAVIER);
    layer(dense, "bias=false", layer -> ((LayerSpec.Dense) layer).bias(), Bias.NO);
    convolution("conv2d: {filters: 4, kernel: 5}");
    pool("max-pool: 4");
    pool("avg-pool: 4");
    layer(
        "global-pool: max",
        "pooling=average",
        layer -> ((LayerSpec.GlobalPool) layer).pooling(),
        Pooling.AVERAGE);
    layer("batch-norm:", "momentum=0.5", layer -> layer, new LayerSpec.BatchNorm(0.5, 1e-5));
    layer("batch-norm:", "epsilon=0.5", layer -> layer, new LayerSpec.BatchNorm(0.9, 0.5));
    layer(
        "batch-norm:",
        "statistics=global",
        layer -> layer,
        new LayerSpec.BatchNorm(0.9, 1e-5, LayerSpec.Statistics.GLOBAL));
    layer("layer-norm:", "epsilon=0.5", layer -> layer, new LayerSpec.LayerNorm(0.5));
    layer("group-norm: 4", "groups=8", layer -> layer, new LayerSpec.GroupNorm(8, 1e-5));
    layer("group-norm: 4", "epsilon=0.5", layer -> layer, new LayerSpec.GroupNorm(4, 0.5));
    layer("instance-norm:", "epsilon=0.5", layer -> layer, new LayerSpec.InstanceNorm(0.5));
    layer("spatial-dropout: 0.5", "rate=0.25", layer -> layer, new LayerSpec.SpatialDropout(0.25));
    layer("dropout: 0.5", "rate=0.25", layer -> layer, new LayerSpec.Dropout(0.25));
    layer("activation: elu", "function=tanh", layer -> layer, activation());
    graph();
    zoo();
    String lstm = "lstm: 3";
    layer(lstm, "units=5", layer -> ((LayerSpec.Lstm) layer).units(), 5);
    layer(lstm, "return=last", layer -> ((LayerSpec.Lstm) layer).returned(), Returned.LAST);
    layer(
        lstm,
        "init=lecun",
        layer -> ((LayerSpec.Lstm) layer).initialization(),
        Initialization.LECUN);
    layer(lstm, "forget-bias=0.5", layer -> ((LayerSpec.Lstm) layer).forgetBias(), 0.5);
    layer("embedding: 3", "size=5", layer -> layer, new LayerSpec.Embedding(5));
    String output = "output: 1";
    layer(output, "units=5", layer -> ((LayerSpec.Output) layer).units(), OptionalInt.of(5));
    layer(output, "loss=mse", layer -> ((LayerSpec.Output) layer).loss(), Optional.of(Loss.MSE));
    layer(
        output,
        "label-smoothing=0.5",
        layer -> ((LayerSpec.Output) layer).loss(),
        Optional.of(new Loss.CrossEntropy(0.5)));
    layer(
        "output: {loss: huber}",
        "delta=2",
        layer -> ((LayerSpec.Output) layer).loss(),
        Optional.of(new Loss.Huber(2)));
    String latent = "latent: 3";
    layer(latent, "size=5", layer -> ((LayerSpec.Latent) layer).size(), 5);
    layer(latent, "beta=0.5", layer -> ((LayerSpec.Latent) layer).beta(), 0.5);
    layer(
        latent,
        "init=xavier",
        layer -> ((LayerSpec.Latent) layer).initialization(),
        Initialization.XAVIER);
    layer(
        output,
        "init=he-uniform",
        layer -> ((LayerSpec.Output) layer).initialization(),
        Initialization.HE_UNIFORM);
  }

  private void graph() {
    mappings.put(
        "model.layers.name",
        new Mapping(
            List.of(),
            "model.layers.0.name=a",
            p -> p.model().wires().get(0).name(),
            Optional.of("a")));
    mappings.put(
        "model.layers.from",
        new Mapping(
            List.of(
                "model.layers=[dense: {units: 1, name: a}, dense: {units: 1, name: b}, add: [a, b]]"),
            "model.layers.2.from=[b, a]",
            p -> p.model().sources().get(2),
            List.of(1, 0)));
    String residual = "model.layers=[residual: {layers: [dense: 1], shortcut: [dense: 1]}]";
    mappings.put(
        "model.layers.residual.layers",
        new Mapping(
            List.of(residual),
            "model.layers.0.layers.0.units=5",
            plan -> ((LayerSpec.Dense) firstLayer(plan)).units(),
            5));
    mappings.put(
        "model.layers.residual.shortcut",
        new Mapping(
            List.of(residual),
            "model.layers.0.shortcut=[dropout: 0.5]",
            plan -> plan.model().layers().get(1),
            new LayerSpec.Dropout(0.5)));
  }

  private void zoo() {
    map("model.zoo", "model={zoo: {name: mlp, units: 3}}", this::units, 3);
    map("model.zoo.name", "model={zoo: mlp}", this::units, 1_000);
    mappings.put(
        "model.zoo.mlp.units",
        new Mapping(List.of("model={zoo: mlp}"), "model.zoo.units=[3, 2]", this::units, 3));
    mappings.put(
        "model.zoo.char-rnn.units",
        new Mapping(
            List.of("data.train=any", "model={zoo: char-rnn}"),
            "model.zoo.units=[3, 2]",
            this::firstLayer,
            new LayerSpec.Embedding(3)));
    List<String> vae = List.of("model={zoo: vae}");
    mappings.put("model.zoo.vae.units", new Mapping(vae, "model.zoo.units=[3, 2]", this::units, 3));
    mappings.put(
        "model.zoo.vae.latent",
        new Mapping(
            vae,
            "model.zoo.latent=20",
            plan -> ((LayerSpec.Latent) plan.model().layers().get(1)).size(),
            20));
    for (String name : List.of("resnet", "resnet-20")) {
      depth(name, "model.zoo.depth=26");
    }
    for (String name : List.of("wide-resnet", "wide-resnet-16-4")) {
      depth(name, "model.zoo.depth=22");
      mappings.put(
          "model.zoo." + name + ".width",
          new Mapping(
              List.of("data.train=any", "model={zoo: " + name + "}"),
              "model.zoo.width=3",
              plan -> ((LayerSpec.Conv2d) plan.model().layers().get(3)).filters(),
              48));
    }
  }

  private int units(TrainingPlan plan) {
    return ((LayerSpec.Dense) firstLayer(plan)).units();
  }

  /** Each of three stages has one more block. */
  private void depth(String name, String set) {
    List<String> zoo = List.of("data.train=any", "model={zoo: " + name + "}");
    long blocks = blocks(Plans.minimal(zoo.toArray(String[]::new)));
    mappings.put("model.zoo." + name + ".depth", new Mapping(zoo, set, this::blocks, blocks + 3));
  }

  private long blocks(TrainingPlan plan) {
    return plan.model().layers().stream().filter(LayerSpec.Add.class::isInstance).count();
  }

  private void convolution(String conv) {
    Function<LayerSpec, LayerSpec.Conv2d> cast = LayerSpec.Conv2d.class::cast;
    layer(conv, "filters=7", cast.andThen(LayerSpec.Conv2d::filters), 7);
    layer(conv, "kernel=[3, 7]", layer -> cast.apply(layer).window().kernel(), new Size2d(3, 7));
    layer(conv, "stride=2", layer -> cast.apply(layer).window().stride(), new Size2d(2, 2));
    layer(conv, "padding=same", layer -> cast.apply(layer).window().padding(), new Size2d(2, 2));
    layer(
        conv,
        "activation=identity",
        cast.andThen(LayerSpec.Conv2d::activation),
        Activation.IDENTITY);
    layer(conv, "init=lecun", cast.andThen(LayerSpec.Conv2d::initialization), Initialization.LECUN);
    layer(conv, "bias=true", cast.andThen(LayerSpec.Conv2d::bias), Bias.YES);
  }

  private void pool(String pool) {
    Function<LayerSpec, LayerSpec.Window> window = layer -> ((LayerSpec.Pool) layer).window();
    layer(pool, "kernel=3", layer -> window.apply(layer).kernel(), new Size2d(3, 3));
    layer(pool, "stride=[1, 2]", layer -> window.apply(layer).stride(), new Size2d(1, 2));
    layer(pool, "padding=1", layer -> window.apply(layer).padding(), new Size2d(1, 1));
  }

  private void optimizers() {
    map("optimizer.type", "optimizer.type=nag", p -> p.optimizer().rule(), new Nag(0.9));
    map(
        "optimizer.learning-rate",
        "optimizer.learning-rate=1e-2",
        p -> p.optimizer().learningRate(),
        0.01);
    map("optimizer.l2", "optimizer.l2=1e-4", p -> p.optimizer().l2(), 1e-4);
    map(
        "optimizer.clip-norm",
        "optimizer.clip-norm=1",
        p -> p.optimizer().clipNorm(),
        OptionalDouble.of(1));
    map(
        "optimizer.schedule",
        "optimizer.schedule=cosine",
        p -> p.optimizer().schedule(),
        new Cosine(0));
    optimizer("momentum.momentum", 0.5, new Momentum(0.5));
    optimizer("nag.momentum", 0.5, new Nag(0.5));
    optimizer("rmsprop.decay", 0.5, new RmsProp(0.5, 1e-8));
    optimizer("rmsprop.epsilon", 0.5, new RmsProp(0.99, 0.5));
    optimizer("adam.beta1", 0.5, new Adam(0.5, 0.999, 1e-8));
    optimizer("adam.beta2", 0.5, new Adam(0.9, 0.5, 1e-8));
    optimizer("adam.epsilon", 0.5, new Adam(0.9, 0.999, 0.5));
    optimizer("adamw.beta1", 0.5, new AdamW(0.5, 0.999, 1e-8, 0.01));
    optimizer("adamw.beta2", 0.5, new AdamW(0.9, 0.5, 1e-8, 0.01));
    optimizer("adamw.epsilon", 0.5, new AdamW(0.9, 0.999, 0.5, 0.01));
    optimizer("adamw.weight-decay", 0.5, new AdamW(0.9, 0.999, 1e-8, 0.5));
    optimizer("rmsprop-centered.decay", 0.5, new CenteredRmsProp(0.5, 1e-8));
    optimizer("rmsprop-centered.epsilon", 0.5, new CenteredRmsProp(0.99, 0.5));
    optimizer("adagrad.epsilon", 0.5, new Adagrad(0.5));
    optimizer("adadelta.decay", 0.5, new Adadelta(0.5, 1e-6));
    optimizer("adadelta.epsilon", 0.5, new Adadelta(0.95, 0.5));
    optimizer("amsgrad.beta1", 0.5, new AmsGrad(0.5, 0.999, 1e-8));
    optimizer("amsgrad.beta2", 0.5, new AmsGrad(0.9, 0.5, 1e-8));
    optimizer("amsgrad.epsilon", 0.5, new AmsGrad(0.9, 0.999, 0.5));
    optimizer("nadam.beta1", 0.5, new NAdam(0.5, 0.999, 1e-8, 0.004));
    optimizer("nadam.beta2", 0.5, new NAdam(0.9, 0.5, 1e-8, 0.004));
    optimizer("nadam.epsilon", 0.5, new NAdam(0.9, 0.999, 0.5, 0.004));
    optimizer("radam.beta1", 0.5, new RAdam(0.5, 0.999, 1e-8));
    optimizer("radam.beta2", 0.5, new RAdam(0.9, 0.5, 1e-8));
    optimizer("radam.epsilon", 0.5, new RAdam(0.9, 0.999, 0.5));
    optimizer("adabelief.beta1", 0.5, new AdaBelief(0.5, 0.999, 1e-8));
    optimizer("adabelief.beta2", 0.5, new AdaBelief(0.9, 0.5, 1e-8));
    optimizer("adabelief.epsilon", 0.5, new AdaBelief(0.9, 0.999, 0.5));
    optimizer("adabound.beta1", 0.5, new AdaBound(0.5, 0.999, 1e-8, 0.1, 1e-3));
    optimizer("adabound.beta2", 0.5, new AdaBound(0.9, 0.5, 1e-8, 0.1, 1e-3));
    optimizer("adabound.epsilon", 0.5, new AdaBound(0.9, 0.999, 0.5, 0.1, 1e-3));
    optimizer("amsbound.beta1", 0.5, new AmsBound(0.5, 0.999, 1e-8, 0.1, 1e-3));
    optimizer("amsbound.beta2", 0.5, new AmsBound(0.9, 0.5, 1e-8, 0.1, 1e-3));
    optimizer("amsbound.epsilon", 0.5, new AmsBound(0.9, 0.999, 0.5, 0.1, 1e-3));
    optimizer("nadam.momentum-decay", 0.5, new NAdam(0.9, 0.999, 1e-8, 0.5));
    optimizer("adabound.final-rate", 0.5, new AdaBound(0.9, 0.999, 1e-8, 0.5, 1e-3));
    optimizer("adabound.gamma", 0.5, new AdaBound(0.9, 0.999, 1e-8, 0.1, 0.5));
    optimizer("amsbound.final-rate", 0.5, new AmsBound(0.9, 0.999, 1e-8, 0.5, 1e-3));
    optimizer("lars.momentum", 0.5, new OptimizerSpec.Lars(0.5, 5e-4, 0.001));
    optimizer("lars.weight-decay", 0.5, new OptimizerSpec.Lars(0.9, 0.5, 0.001));
    optimizer("lars.trust", 0.5, new OptimizerSpec.Lars(0.9, 5e-4, 0.5));
    optimizer("lamb.beta1", 0.5, new OptimizerSpec.Lamb(0.5, 0.999, 1e-6, 0.01));
    optimizer("lamb.beta2", 0.5, new OptimizerSpec.Lamb(0.9, 0.5, 1e-6, 0.01));
    optimizer("lamb.epsilon", 0.5, new OptimizerSpec.Lamb(0.9, 0.999, 0.5, 0.01));
    optimizer("lamb.weight-decay", 0.5, new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.5));
    optimizer("schedule-free.beta1", 0.5, new OptimizerSpec.ScheduleFree(0.5, 0.999, 1e-8, 0));
    optimizer("schedule-free.beta2", 0.5, new OptimizerSpec.ScheduleFree(0.9, 0.5, 1e-8, 0));
    optimizer("schedule-free.epsilon", 0.5, new OptimizerSpec.ScheduleFree(0.9, 0.999, 0.5, 0));
    optimizer(
        "schedule-free.weight-decay", 0.5, new OptimizerSpec.ScheduleFree(0.9, 0.999, 1e-8, 0.5));
    optimizer("muon.momentum", 0.5, muon(0.5, 0, 0.9, 0.95, 1e-10, 3e-4));
    optimizer("muon.weight-decay", 0.5, muon(0.95, 0.5, 0.9, 0.95, 1e-10, 3e-4));
    optimizer("muon.beta1", 0.5, muon(0.95, 0, 0.5, 0.95, 1e-10, 3e-4));
    optimizer("muon.beta2", 0.5, muon(0.95, 0, 0.9, 0.5, 1e-10, 3e-4));
    optimizer("muon.epsilon", 0.5, muon(0.95, 0, 0.9, 0.95, 0.5, 3e-4));
    optimizer("muon.adam-learning-rate", 0.5, muon(0.95, 0, 0.9, 0.95, 1e-10, 0.5));
    around("optimizer.lookahead", "{steps: 5}", new OptimizerSpec.Lookahead(ADAM, 5, 0.5));
    around("optimizer.lookahead.steps", "7", new OptimizerSpec.Lookahead(ADAM, 7, 0.5));
    around("optimizer.lookahead.alpha", "0.8", new OptimizerSpec.Lookahead(ADAM, 5, 0.8));
    averages("optimizer.weight-average", "none", "ema", new OptimizerSpec.Ema(0.999));
    averages("optimizer.weight-average.type", "none", "ema", new OptimizerSpec.Ema(0.999));
    averages("optimizer.weight-average.ema.decay", "ema", "0.9", new OptimizerSpec.Ema(0.9));
    Span epoch = Span.epochs(1);
    averages("optimizer.weight-average.swa.start", "swa", "0.5", new OptimizerSpec.Swa(0.5, epoch));
    averages(
        "optimizer.weight-average.swa.every",
        "swa",
        "20st",
        new OptimizerSpec.Swa(0.75, Span.steps(20)));
    optimizer("amsbound.gamma", 0.5, new AmsBound(0.9, 0.999, 1e-8, 0.1, 0.5));
  }

  private void schedules() {
    map(
        "optimizer.schedule.type",
        "optimizer.schedule.type=cosine",
        p -> p.optimizer().schedule(),
        new Cosine(0));
    map(
        "optimizer.schedule.warm-up",
        "optimizer.schedule.warm-up=20st",
        p -> p.optimizer().schedule(),
        new WarmUp(Span.steps(20), new ScheduleSpec.Constant()));
    String step = "{type: step, every: 1ep}";
    schedule("step.every", step, "2ep", new Step(Span.epochs(2), 0.1));
    schedule("step.factor", step, "0.5", new Step(Span.epochs(1), 0.5));
    String exponential = "{type: exponential, factor: 0.5}";
    schedule("exponential.every", exponential, "9st", new Exponential(Span.steps(9), 0.5));
    schedule("exponential.factor", exponential, "0.9", new Exponential(Span.epochs(1), 0.9));
    schedule("cosine.final-factor", "cosine", "0.1", new Cosine(0.1));
  }

  private void run() {
    map("training.epochs", "training.epochs=3", p -> p.training().length(), Span.epochs(3));
    map("training.steps", "training.steps=3", p -> p.training().length(), Span.steps(3));
    map("training.global-batch", "training.global-batch=7", p -> p.training().globalBatch(), 7);
    map(
        "training.evaluate-every",
        "training.evaluate-every=50st",
        p -> p.training().evaluateEvery(),
        Span.steps(50));
    compression();
    String averaging = "synchronization={type: parameter-averaging, every: 2}";
    mappings.put(
        "synchronization.type",
        new Mapping(
            List.of("synchronization.every=3", "synchronization.type=parameter-averaging"),
            "synchronization=gradient-sharing",
            TrainingPlan::synchronization,
            Plans.minimal().synchronization()));
    mappings.put(
        "synchronization.parameter-averaging.every",
        new Mapping(
            List.of(averaging),
            "synchronization.every=10",
            TrainingPlan::synchronization,
            new ParameterAveraging(10)));
    averaging(
        averaging,
        "start-after",
        "start-after=3ep",
        new ParameterAveraging(2, Optional.of(Span.epochs(3)), new OuterSpec.None()));
    averaging(averaging, "outer", "outer=nesterov", nesterov(0.7, 0.9));
    averaging(averaging, "outer.type", "outer.type=nesterov", nesterov(0.7, 0.9));
    String outer = "synchronization={type: parameter-averaging, every: 2, outer: nesterov}";
    averaging(outer, "outer.nesterov.learning-rate", "outer.learning-rate=0.5", nesterov(0.5, 0.9));
    averaging(outer, "outer.nesterov.momentum", "outer.momentum=0.5", nesterov(0.7, 0.5));
    map(
        "output.checkpoint-every",
        "output.checkpoint-every=5st",
        p -> p.output().checkpointEvery(),
        Span.steps(5));
    map(
        "output.keep-checkpoints",
        "output.keep-checkpoints=1",
        p -> p.output().keepCheckpoints(),
        1);
    map("output.shared", "output.shared=true", p -> p.output().visibility(), Visibility.SHARED);
    deadline("start=1h", Deadlines::start, Duration.ofHours(1));
    deadline("step=7m", Deadlines::step, Duration.ofMinutes(7));
    deadline("driver=90 s", Deadlines::driver, Duration.ofSeconds(90));
    deadline("stop=250ms", Deadlines::stop, Duration.ofMillis(250));
  }

  private void averaging(String first, String key, String set, ParameterAveraging expected) {
    mappings.put(
        "synchronization.parameter-averaging." + key,
        new Mapping(
            List.of(first), "synchronization." + set, TrainingPlan::synchronization, expected));
  }

  private void compression() {
    GuardSpec rounding = new GuardSpec(100, 0.02, 0.999);
    GuardSpec sparse = new GuardSpec(100, 0.999, 0.02);
    Optional<Span> warmUp = Optional.of(Span.epochs(1));
    sharing("compression", "=top-k", new CompressionSpec.TopK(0.01, warmUp, sparse));
    sharing("compression.type", ".type=bf16", new CompressionSpec.Bf16(rounding));
    guard("bf16", rounding, CompressionSpec.Bf16::new);
    guard("threshold", sparse, guard -> new CompressionSpec.Threshold(0.01, warmUp, guard));
    guard("top-k", sparse, guard -> new CompressionSpec.TopK(0.01, warmUp, guard));
    sharing(
        "compression.threshold.target",
        "={type: threshold, target: 0.25}",
        new CompressionSpec.Threshold(0.25, warmUp, sparse));
    sharing(
        "compression.threshold.warm-up",
        "={type: threshold, warm-up: 70st}",
        new CompressionSpec.Threshold(0.01, Optional.of(Span.steps(70)), sparse));
    sharing(
        "compression.top-k.warm-up",
        "={type: top-k, warm-up: none}",
        new CompressionSpec.TopK(0.01, Optional.empty(), sparse));
    sharing(
        "compression.top-k.fraction",
        "={type: top-k, fraction: 0.25}",
        new CompressionSpec.TopK(0.25, warmUp, sparse));
  }

  private void guard(
      String type, GuardSpec usual, Function<GuardSpec, CompressionSpec> compression) {
    Map<String, GuardSpec> guards =
        Map.of(
            "every: 7", new GuardSpec(7, usual.maxError(), usual.minCosine()),
            "max-error: 0.5", new GuardSpec(100, 0.5, usual.minCosine()),
            "min-cosine: 0.5", new GuardSpec(100, usual.maxError(), 0.5));
    String key = "compression." + type + ".guard";
    String set = "={type: " + type + ", guard: {%s}}";
    guards.forEach(
        (text, guard) ->
            sharing(
                key + "." + text.substring(0, text.indexOf(':')),
                set.formatted(text),
                compression.apply(guard)));
    sharing(
        key,
        set.formatted("every: 3, max-error: 0, min-cosine: -1"),
        compression.apply(new GuardSpec(3, 0, -1)));
  }

  private void sharing(String key, String set, CompressionSpec expected) {
    mappings.put(
        "synchronization.gradient-sharing." + key,
        new Mapping(
            List.of(),
            "synchronization.compression" + set,
            TrainingPlan::synchronization,
            new GradientSharing(Optional.of(expected))));
  }

  private static ParameterAveraging nesterov(double rate, double momentum) {
    return new ParameterAveraging(2, Optional.empty(), new OuterSpec.Nesterov(rate, momentum));
  }

  private LayerSpec firstLayer(TrainingPlan plan) {
    ModelSpec model = plan.model();
    return model.layers().get(0);
  }

  private void map(String key, String set, Function<TrainingPlan, Object> part, Object expected) {
    mappings.put(key, new Mapping(List.of(), set, part, expected));
  }

  private void layer(String layer, String set, Function<LayerSpec, ?> part, Object expected) {
    String type = layer.substring(0, layer.indexOf(':'));
    mappings.put(
        "model.layers." + type + "." + set.substring(0, set.indexOf('=')),
        new Mapping(
            List.of("data.train=any", "model.layers=[" + layer + "]"),
            "model.layers.0." + set,
            plan -> part.apply(firstLayer(plan)),
            expected));
  }

  private void curves() {
    Span ten = Span.steps(10);
    schedule(
        "multi-step.at",
        "{type: multi-step, at: 3ep}",
        "[10st, 20st]",
        new ScheduleSpec.MultiStep(List.of(ten, Span.steps(20)), 0.1));
    schedule(
        "multi-step.factor",
        "{type: multi-step, at: 10st}",
        "0.5",
        new ScheduleSpec.MultiStep(List.of(ten), 0.5));
    schedule("polynomial.power", "polynomial", "2", new ScheduleSpec.Polynomial(2, 0));
    schedule("polynomial.final-factor", "polynomial", "0.5", new ScheduleSpec.Polynomial(1, 0.5));
    schedule(
        "cosine-restarts.first",
        "{type: cosine-restarts, first: 3ep}",
        "10st",
        new ScheduleSpec.CosineRestarts(ten, 1, 0));
    schedule(
        "cosine-restarts.growth",
        "{type: cosine-restarts, first: 10st}",
        "2",
        new ScheduleSpec.CosineRestarts(ten, 2, 0));
    schedule(
        "cosine-restarts.final-factor",
        "{type: cosine-restarts, first: 10st}",
        "0.5",
        new ScheduleSpec.CosineRestarts(ten, 1, 0.5));
    schedule(
        "trapezoidal.fall",
        "{type: trapezoidal, fall: 3ep}",
        "10st",
        new ScheduleSpec.Trapezoidal(ten, 0));
    schedule(
        "trapezoidal.final-factor",
        "{type: trapezoidal, fall: 10st}",
        "0.5",
        new ScheduleSpec.Trapezoidal(ten, 0.5));
    schedule("cyclic.half", "{type: cyclic, half: 3ep}", "10st", new ScheduleSpec.Cyclic(ten, 0.1));
    schedule(
        "cyclic.least", "{type: cyclic, half: 10st}", "0.5", new ScheduleSpec.Cyclic(ten, 0.5));
    schedule("one-cycle.rise", "one-cycle", "0.5", new ScheduleSpec.OneCycle(0.5, 0.04, 4e-6));
    schedule(
        "one-cycle.start-factor", "one-cycle", "0.5", new ScheduleSpec.OneCycle(0.3, 0.5, 4e-6));
    schedule(
        "one-cycle.final-factor", "one-cycle", "0.5", new ScheduleSpec.OneCycle(0.3, 0.04, 0.5));
  }

  private void sequences() {
    String sequence = "{type: sequence, parts: [{type: constant, for: 2ep}, cosine]}";
    Part first = new Part(Optional.of(Span.epochs(2)), 1, new ScheduleSpec.Constant());
    Part last = new Part(Optional.empty(), 1, new Cosine(0));
    schedule(
        "sequence.parts",
        sequence,
        "[{type: constant, for: 3ep, scale: 0.5}, {type: cosine, warm-up: 5st}]",
        new ScheduleSpec.Sequence(
            List.of(
                new Part(Optional.of(Span.epochs(3)), 0.5, new ScheduleSpec.Constant()),
                new Part(Optional.empty(), 1, new WarmUp(Span.steps(5), new Cosine(0))))));
    mappings.put(
        "optimizer.schedule.sequence.parts.for",
        new Mapping(
            List.of("optimizer.schedule=" + sequence),
            "optimizer.schedule.parts.0.for=7st",
            plan -> plan.optimizer().schedule(),
            new ScheduleSpec.Sequence(
                List.of(
                    new Part(Optional.of(Span.steps(7)), 1, new ScheduleSpec.Constant()), last))));
    mappings.put(
        "optimizer.schedule.sequence.parts.scale",
        new Mapping(
            List.of("optimizer.schedule=" + sequence),
            "optimizer.schedule.parts.1.scale=0.5",
            plan -> plan.optimizer().schedule(),
            new ScheduleSpec.Sequence(
                List.of(first, new Part(Optional.empty(), 0.5, new Cosine(0))))));
  }

  private void scaling() {
    Optional<Span> usual = Optional.of(Span.epochs(5));
    scaling("", "={}", new LinearScaling(256, 128, usual));
    scaling(".base-batch", "={base-batch: 32}", new LinearScaling(32, 128, usual));
    scaling(".warm-up", "={warm-up: none}", new LinearScaling(256, 128, Optional.empty()));
  }

  private void scaling(String key, String set, LinearScaling expected) {
    map(
        "optimizer.scale-learning-rate" + key,
        "optimizer.scale-learning-rate" + set,
        plan -> plan.optimizer().scaling(),
        Optional.of(expected));
  }

  private void reactions() {
    Monitor loss = new Monitor("loss", Monitor.Direction.MIN);
    Monitor accuracy = new Monitor("accuracy", Monitor.Direction.MAX);
    Mode part = Mode.RELATIVE;
    plateau("", "={}", new PlateauSpec(loss, 0.1, 10, 1e-4, part, 0, 0));
    plateau(".metric", ".metric=accuracy", new PlateauSpec(accuracy, 0.1, 10, 1e-4, part, 0, 0));
    Monitor wrong = new Monitor("loss", Monitor.Direction.MAX);
    plateau(".direction", ".direction=max", new PlateauSpec(wrong, 0.1, 10, 1e-4, part, 0, 0));
    plateau(".factor", ".factor=0.5", new PlateauSpec(loss, 0.5, 10, 1e-4, part, 0, 0));
    plateau(".patience", ".patience=2", new PlateauSpec(loss, 0.1, 2, 1e-4, part, 0, 0));
    plateau(".threshold", ".threshold=0.5", new PlateauSpec(loss, 0.1, 10, 0.5, part, 0, 0));
    plateau(
        ".threshold-mode",
        ".threshold-mode=absolute",
        new PlateauSpec(loss, 0.1, 10, 1e-4, Mode.ABSOLUTE, 0, 0));
    plateau(".cooldown", ".cooldown=3", new PlateauSpec(loss, 0.1, 10, 1e-4, part, 3, 0));
    plateau(".min-factor", ".min-factor=0.01", new PlateauSpec(loss, 0.1, 10, 1e-4, part, 0, 0.01));
    stopping("", "={}", new EarlyStoppingSpec(loss, 5, 0));
    stopping(".metric", ".metric=accuracy", new EarlyStoppingSpec(accuracy, 5, 0));
    stopping(".direction", ".direction=max", new EarlyStoppingSpec(wrong, 5, 0));
    stopping(".patience", ".patience=1", new EarlyStoppingSpec(loss, 1, 0));
    stopping(".min-change", ".min-change=0.5", new EarlyStoppingSpec(loss, 5, 0.5));
  }

  private void plateau(String key, String set, PlateauSpec expected) {
    watching("optimizer.reduce-on-plateau", key, set, plan -> plan.optimizer().plateau(), expected);
  }

  private void stopping(String key, String set, EarlyStoppingSpec expected) {
    watching(
        "training.early-stopping", key, set, plan -> plan.training().earlyStopping(), expected);
  }

  private void watching(
      String section,
      String key,
      String set,
      Function<TrainingPlan, Object> part,
      Object expected) {
    mappings.put(
        section + key,
        new Mapping(List.of("data.validation=0.1"), section + set, part, Optional.of(expected)));
  }

  private void regularization() {
    map(
        "optimizer.l1",
        "optimizer.l1=0.5",
        plan -> plan.optimizer().regularization(),
        new Regularization(0.5, 0, 0));
    map(
        "optimizer.max-norm",
        "optimizer.max-norm=2",
        plan -> plan.optimizer().regularization(),
        new Regularization(0, 0, 0, OptionalDouble.of(2)));
    map(
        "optimizer.clip-value",
        "optimizer.clip-value=2",
        plan -> plan.optimizer().clipping(),
        new Clipping.Value(2));
    map(
        "optimizer.clip-layer-norm",
        "optimizer.clip-layer-norm=2",
        plan -> plan.optimizer().clipping(),
        new Clipping.LayerNorm(2));
    for (String type : PlanKeys.ADDED_DECAY) {
      mappings.put(
          "optimizer." + type + ".weight-decay",
          new Mapping(
              List.of("optimizer=" + type),
              "optimizer.weight-decay=0.5",
              plan -> plan.optimizer().regularization(),
              new Regularization(0, 0, 0.5)));
    }
  }

  private static final OptimizerSpec.Rule ADAM = new Adam(0.9, 0.999, 1e-8);

  private static OptimizerSpec.Muon muon(
      double momentum, double decay, double beta1, double beta2, double epsilon, double rate) {
    return new OptimizerSpec.Muon(momentum, decay, new Adam(beta1, beta2, epsilon), rate);
  }

  private void around(String key, String value, Object expected) {
    map(key, key + "=" + value, plan -> plan.optimizer().rule(), expected);
  }

  private void averages(String key, String before, String value, OptimizerSpec.Average expected) {
    mappings.put(
        key,
        new Mapping(
            List.of("optimizer.weight-average=" + before),
            key.replace(".ema.", ".").replace(".swa.", ".") + "=" + value,
            plan -> plan.optimizer().rule(),
            new OptimizerSpec.Averaged(ADAM, expected)));
  }

  private void optimizer(String key, double value, Object expected) {
    String[] parts = key.split("\\.");
    mappings.put(
        "optimizer." + key,
        new Mapping(
            List.of("optimizer=" + parts[0]),
            "optimizer." + parts[1] + "=" + value,
            plan -> plan.optimizer().rule(),
            expected));
  }

  private void schedule(String key, String before, String value, Object expected) {
    mappings.put(
        "optimizer.schedule." + key,
        new Mapping(
            List.of("optimizer.schedule=" + before),
            "optimizer.schedule." + key.substring(key.indexOf('.') + 1) + "=" + value,
            plan -> plan.optimizer().schedule(),
            expected));
  }

  private void deadline(String set, Function<Deadlines, Duration> part, Duration expected) {
    map(
        "deadlines." + set.substring(0, set.indexOf('=')),
        "deadlines." + set,
        plan -> part.apply(plan.deadlines()),
        expected);
  }
}
