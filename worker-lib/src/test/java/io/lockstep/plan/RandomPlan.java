package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.Range;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.data.DataSpec;
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
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.Wire;
import io.lockstep.optimizer.Clipping;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.optimizer.OptimizerSpec.Rule;
import io.lockstep.optimizer.Regularization;
import io.lockstep.plan.OutputSpec.Visibility;
import io.lockstep.progress.Span;
import io.lockstep.schedule.LinearScaling;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.OuterSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Draws plans in which every kind of part and many awkward values occur. */
final class RandomPlan {
  private static final List<String> AWKWARD =
      List.of(
          "none",
          "auto",
          "all",
          "last",
          "null",
          "~",
          "true",
          "yes",
          "0.2",
          "-1",
          "1e5",
          "",
          " ",
          "a b",
          "a: b",
          "#x",
          "[x]",
          "{x",
          "*x",
          "&x",
          "!x",
          "- x",
          "'",
          "\"",
          "\\",
          "a,b",
          "x\ty",
          "line\nbreak",
          "s3a://bucket/x",
          "C:\\x",
          "\u00E4\u00F6",
          "\u4F60",
          "\uD83D\uDE00",
          "\u0085",
          "\u2028",
          "\u00A0",
          "data/*.csv",
          "y",
          "0x1F",
          "1_000",
          ".inf",
          "<<",
          "?",
          "%",
          "@",
          "`");

  private final Random random;

  RandomPlan(long seed) {
    this.random = new Random(seed);
  }

  /** One that fits together. */
  TrainingPlan draw() {
    while (true) {
      Label label = new Label(texts(random.nextInt(3), "y"));
      Task task = label.columns().size() > 1 ? Task.REGRESSION : constant(Task.class);
      DataSpec data = data(label, task);
      if (!FormatRules.problems(data).isEmpty()) {
        continue;
      }
      ModelSpec model = model(data);
      if (ModelFit.problems(new KnownExamples(data), model).isEmpty()) {
        return draw(data, model);
      }
    }
  }

  private TrainingPlan draw(DataSpec data, ModelSpec model) {
    int batch = 1 + random.nextInt(10_000);
    OptimizerSpec optimizer = optimizer(batch, data, model);
    return new TrainingPlan(
        one("a", "Plan-1.2_x", "0"),
        data,
        isTable(data) ? AugmentationSpec.NONE : augmentation(data, model),
        model,
        optimizer,
        new TrainingSpec(
            // longer than any schedule that is drawn
            random.nextBoolean() ? Span.epochs(100_000_000) : Span.steps(100_000_000),
            batch,
            span(),
            watches(data)
                ? Optional.of(new EarlyStoppingSpec(monitor(), 1 + random.nextInt(9), number()))
                : Optional.empty()),
        random.nextBoolean()
            ? new SynchronizationSpec.GradientSharing(compression())
            : averaging(optimizer),
        new Seed(random.nextLong()),
        "dl4j",
        new OutputSpec(span(), 1 + random.nextInt(9), constant(Visibility.class)),
        new Deadlines(duration(), duration(), duration(), duration()),
        new LintSpec(random.nextBoolean() ? Set.of() : Set.of(constant(LintRule.class))));
  }

  private Optional<Span> warmUp() {
    return random.nextBoolean() ? Optional.empty() : Optional.of(span());
  }

  private Optional<CompressionSpec> compression() {
    GuardSpec guard = new GuardSpec(1 + random.nextInt(500), number(), fraction());
    return switch (random.nextInt(4)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new CompressionSpec.Bf16(guard));
      case 2 -> Optional.of(new CompressionSpec.Threshold(0.5 - fraction() / 2, warmUp(), guard));
      default -> Optional.of(new CompressionSpec.TopK(0.5 - fraction() / 2, warmUp(), guard));
    };
  }

  private SynchronizationSpec averaging(OptimizerSpec optimizer) {
    boolean isBounded = optimizer.regularization().maxNorm().isPresent();
    return new SynchronizationSpec.ParameterAveraging(
        1 + random.nextInt(100),
        anyOf(Optional::empty, () -> Optional.of(span())),
        isBounded
            ? new OuterSpec.None()
            : anyOf(OuterSpec.None::new, () -> new OuterSpec.Nesterov(number(), fraction())));
  }

  private DataSpec data(Label label, Task task) {
    List<Integer> shape = one(List.<Integer>of(), List.of(64), List.of(1, 8, 8), List.of(8, 8));
    boolean isText =
        label.columns().isEmpty() && task == Task.CLASSIFICATION && random.nextInt(4) == 0;
    return new DataSpec(
        texts(1 + random.nextInt(3), ""),
        isText ? Format.TEXT : one(Format.AUTO, Format.CSV, Format.IDX, Format.LIBSVM),
        anyOf(
            Validation.None::new,
            () -> new Validation.Fraction(fraction()),
            () -> new Validation.Paths(texts(1 + random.nextInt(2), ""))),
        label,
        task,
        isText ? WeightSpec.NONE : weights(task),
        texts(isText ? 0 : random.nextInt(3), "x"),
        isText ? List.of() : shape,
        isText ? OptionalInt.of(1 + random.nextInt(99)) : OptionalInt.empty(),
        isText || task == Task.RECONSTRUCTION || shape.size() > 1
            ? OptionalInt.empty()
            : one(OptionalInt.empty(), OptionalInt.of(500)),
        new Csv(constant(Header.class), one(',', ';', '\t', ' ', '"', '\\', '|', '\u00A7')),
        anyOf(
            RescaleSpec.None::new,
            RescaleSpec.Log1p::new,
            () -> new RescaleSpec.Tanh(number()),
            () -> new RescaleSpec.ClipPercentiles(random.nextDouble() / 2, 1)),
        anyOf(
            NormalizationSpec.None::new,
            NormalizationSpec.Standardize::new,
            NormalizationSpec.MinMax::new,
            () -> new NormalizationSpec.Scale(-number())),
        1 << random.nextInt(17));
  }

  private static boolean isTable(DataSpec data) {
    return new KnownExamples(data).noPictures().isPresent()
        || !(data.rescale() instanceof RescaleSpec.None);
  }

  private AugmentationSpec augmentation(DataSpec data, ModelSpec model) {
    List<TransformSpec> transforms = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      transforms.add(transform());
    }
    AugmentationSpec single = new AugmentationSpec(transforms);
    transforms.add(
        anyOf(
            () -> new TransformSpec.Mixup(number(), fraction()),
            () -> new TransformSpec.CutMix(number(), fraction())));
    AugmentationSpec mixing = new AugmentationSpec(transforms);
    return AugmentationRules.problem(mixing, data, model.output().loss()).isEmpty()
            && random.nextBoolean()
        ? mixing
        : single;
  }

  private TransformSpec transform() {
    return anyOf(
        () -> new TransformSpec.Flip(constant(TransformSpec.Direction.class), fraction()),
        () -> new TransformSpec.Translate(1 + random.nextInt(7), fraction()),
        () -> new TransformSpec.RandomResizedCrop(range(), range(), fraction()),
        () -> new TransformSpec.Stretch(fraction(), fraction()),
        () -> new TransformSpec.Shear(fraction(), fraction()),
        () -> new TransformSpec.Rotate(fraction(), fraction()),
        () -> new TransformSpec.Cutout(1 + random.nextInt(20), fraction()),
        () -> new TransformSpec.RandomErasing(range(), range(), fraction()),
        () -> new TransformSpec.ColorJitter(number(), number(), 0, fraction()),
        () -> new TransformSpec.Noise(number(), fraction()));
  }

  private Range range() {
    double one = fraction();
    double other = fraction();
    return new Range(Math.min(one, other), Math.max(one, other));
  }

  private WeightSpec weights(Task task) {
    return new WeightSpec(
        anyOf(Optional::<String>empty, () -> Optional.of("w")),
        task != Task.CLASSIFICATION
            ? new WeightSpec.Equal()
            : anyOf(
                WeightSpec.Equal::new,
                WeightSpec.Balanced::new,
                () -> new WeightSpec.Given(Map.of("a", number(), "1", 0.0))));
  }

  private ModelSpec model(DataSpec data) {
    ModelBuilder model = new ModelBuilder();
    boolean isIds = data.sequence().isPresent() || data.vocabulary().isPresent();
    if (isIds) {
      model.add(new LayerSpec.Embedding(1 + random.nextInt(500)));
    }
    boolean isOpen = !isIds && data.shape().isEmpty() && data.format() != Format.CSV;
    for (int i = random.nextInt(6); i > 0; i--) {
      anyOf(
          () -> model.add(layer(isOpen)),
          () ->
              model.add(
                  layer(isOpen), new Wire(Optional.of("layer-" + random.nextLong()), List.of())),
          () -> model.residual(body -> body.add(layer(isOpen)), shortcut -> {}),
          () ->
              model.residual(
                  body -> body.add(layer(isOpen)), shortcut -> shortcut.add(layer(isOpen))));
    }
    if (data.task() == Task.RECONSTRUCTION && random.nextBoolean()) {
      model.add(
          new LayerSpec.Latent(1 + random.nextInt(9), number(), constant(Initialization.class)));
    }
    return model
        .add(
            new LayerSpec.Output(
                one(OptionalInt.empty(), OptionalInt.of(10)),
                anyOf(Optional::<Loss>empty, () -> Optional.of(loss(data))),
                constant(Initialization.class)))
        .build()
        .from(random.nextInt(4) > 0 ? Origin.NONE : origin());
  }

  private Loss loss(DataSpec data) {
    List<Loss> losses = Losses.ALL.stream().filter(loss -> fits(loss, data)).toList();
    Loss loss = losses.get(random.nextInt(losses.size()));
    if (loss instanceof Loss.CrossEntropy) {
      return new Loss.CrossEntropy(fraction());
    }
    if (loss instanceof Loss.BinaryCrossEntropy) {
      return new Loss.BinaryCrossEntropy(fraction());
    }
    return loss instanceof Loss.Huber ? new Loss.Huber(number()) : loss;
  }

  private Origin origin() {
    ModelSource source =
        new ModelSource(
            constant(ModelSource.Form.class),
            one("runs/a", "hdfs://x/y z.zip", "none", "a.B$C"),
            one(Optional.empty(), Optional.of("0123456789abcdef".repeat(4))));
    return source.form().hasParameters()
        ? new Origin(
            Optional.of(source), texts(random.nextInt(3), "x"), constant(Origin.Head.class))
        : new Origin(Optional.of(source), List.of(), Origin.Head.KEPT);
  }

  private static boolean fits(Loss loss, DataSpec data) {
    boolean standardized = data.normalization() instanceof NormalizationSpec.Standardize;
    return loss.task() == data.task() && !(standardized && loss instanceof Loss.Bernoulli);
  }

  /** Any layer, if any may fit, else more often one that fits most examples. */
  private LayerSpec layer(boolean isAny) {
    return isAny || random.nextInt(5) == 0
        ? layer()
        : anyOf(
            () -> new LayerSpec.Dropout(fraction()),
            () -> new LayerSpec.LayerNorm(number()),
            () -> new LayerSpec.Activate(constant(Activation.class)));
  }

  private LayerSpec layer() {
    return anyOf(
        () ->
            new LayerSpec.Dense(
                1 + random.nextInt(5_000),
                constant(Activation.class),
                constant(Initialization.class),
                constant(Bias.class)),
        () ->
            new LayerSpec.Conv2d(
                1 + random.nextInt(500),
                window(),
                constant(Activation.class),
                constant(Initialization.class),
                constant(Bias.class)),
        () -> new LayerSpec.Pool(constant(Pooling.class), window()),
        () -> new LayerSpec.GlobalPool(constant(Pooling.class)),
        () -> new LayerSpec.BatchNorm(fraction(), number()),
        () -> new LayerSpec.LayerNorm(number()),
        () -> new LayerSpec.GroupNorm(1 + random.nextInt(500), number()),
        () -> new LayerSpec.InstanceNorm(number()),
        () -> new LayerSpec.SpatialDropout(fraction()),
        () -> new LayerSpec.Dropout(fraction()),
        () ->
            new LayerSpec.Lstm(
                1 + random.nextInt(500),
                constant(LayerSpec.Returned.class),
                constant(Initialization.class),
                one(0.0, -number(), number())),
        () -> new LayerSpec.Embedding(1 + random.nextInt(500)),
        () -> new LayerSpec.Activate(constant(Activation.class)));
  }

  private Window window() {
    Size2d kernel = new Size2d(1 + random.nextInt(7), 1 + random.nextInt(7));
    return new Window(
        kernel,
        new Size2d(1 + random.nextInt(3), 1 + random.nextInt(3)),
        new Size2d(random.nextInt(kernel.height()), random.nextInt(kernel.width())));
  }

  private boolean watches(DataSpec data) {
    return !(data.validation() instanceof Validation.None) && random.nextBoolean();
  }

  private Monitor monitor() {
    return new Monitor("loss", constant(Monitor.Direction.class));
  }

  private PlateauSpec plateau() {
    return new PlateauSpec(
        monitor(),
        fraction(),
        random.nextInt(9),
        number(),
        constant(PlateauSpec.Mode.class),
        random.nextInt(9),
        fraction());
  }

  private ScheduleSpec sequence(ScheduleSpec last) {
    return new ScheduleSpec.Sequence(
        List.of(
            // longer than what is drawn within it
            new ScheduleSpec.Sequence.Part(
                Optional.of(Span.epochs(20_000_000)),
                fraction(),
                new ScheduleSpec.Exponential(span(), fraction())),
            new ScheduleSpec.Sequence.Part(Optional.empty(), 1, last)));
  }

  private Clipping clipping() {
    return anyOf(
        Clipping.None::new,
        () -> new Clipping.GlobalNorm(number()),
        () -> new Clipping.Value(number()),
        () -> new Clipping.LayerNorm(number()));
  }

  private OptimizerSpec optimizer(int batch, DataSpec data, ModelSpec model) {
    Rule rule =
        anyOf(
            OptimizerSpec.Sgd::new,
            () -> new OptimizerSpec.Momentum(fraction()),
            () -> new OptimizerSpec.Nag(fraction()),
            () -> new OptimizerSpec.RmsProp(fraction(), number()),
            () -> new OptimizerSpec.CenteredRmsProp(fraction(), number()),
            () -> new OptimizerSpec.Adagrad(number()),
            () -> new OptimizerSpec.Adadelta(fraction(), number()),
            () -> new OptimizerSpec.AmsGrad(fraction(), fraction(), number()),
            () -> new OptimizerSpec.NAdam(fraction(), fraction(), number(), number()),
            () -> new OptimizerSpec.RAdam(fraction(), fraction(), number()),
            () -> new OptimizerSpec.AdaBelief(fraction(), fraction(), number()),
            () -> new OptimizerSpec.AdaBound(fraction(), fraction(), number(), number(), number()),
            () -> new OptimizerSpec.AmsBound(fraction(), fraction(), number(), number(), number()),
            () -> new OptimizerSpec.Adam(fraction(), fraction(), number()),
            () -> new OptimizerSpec.AdamW(fraction(), fraction(), number(), number()));
    Rule newer =
        anyOf(
            () -> new OptimizerSpec.Lars(fraction(), number(), number()),
            () -> new OptimizerSpec.Lamb(fraction(), fraction(), number(), number()),
            () -> new OptimizerSpec.Muon(fraction(), number(), adam(), number()),
            () -> new OptimizerSpec.Lookahead(rule, 1 + random.nextInt(9), 0.5),
            () -> new OptimizerSpec.Averaged(rule, new OptimizerSpec.Ema(0.99)),
            () -> new OptimizerSpec.Averaged(rule, average()),
            () -> rule);
    if (random.nextInt(8) == 0) {
      return new OptimizerSpec(
          new OptimizerSpec.ScheduleFree(0.9, fraction(), number(), number()),
          number(),
          new ScheduleSpec.Constant(),
          number(),
          OptionalDouble.empty());
    }
    ScheduleSpec schedule =
        anyOf(
            ScheduleSpec.Constant::new,
            () -> new ScheduleSpec.Step(span(), fraction()),
            () -> new ScheduleSpec.Exponential(span(), fraction()),
            () -> new ScheduleSpec.Cosine(fraction()),
            () -> sequence(new ScheduleSpec.Cosine(fraction())));
    boolean warmsUp = random.nextBoolean();
    boolean decays =
        rule instanceof OptimizerSpec.Sgd
            || rule instanceof OptimizerSpec.Momentum
            || rule instanceof OptimizerSpec.RAdam;
    return new OptimizerSpec(
        newer,
        number(),
        warmsUp ? new ScheduleSpec.WarmUp(span(), schedule) : schedule,
        random.nextBoolean()
            ? Optional.of(
                new LinearScaling(
                    1 + random.nextInt(500), batch, warmsUp ? Optional.empty() : warmUp()))
            : Optional.empty(),
        watches(data) ? Optional.of(plateau()) : Optional.empty(),
        new Regularization(
            one(0.0, number()),
            one(0.0, number()),
            decays && newer.innermost() == rule ? number() : 0,
            random.nextBoolean() && !OptimizerSpec.averagesWeights(newer)
                ? OptionalDouble.of(number())
                : OptionalDouble.empty()),
        clipping());
  }

  private OptimizerSpec.Average average() {
    return random.nextBoolean() ? new OptimizerSpec.Ema(0.9) : new OptimizerSpec.Swa(0.5, span());
  }

  private OptimizerSpec.Adam adam() {
    return new OptimizerSpec.Adam(fraction(), fraction(), number());
  }

  private Span span() {
    long amount = 1 + random.nextInt(1_000_000);
    return random.nextBoolean() ? Span.epochs(amount) : Span.steps(amount);
  }

  private Duration duration() {
    long amount = 1 + random.nextInt(9_999);
    return one(Duration.ofMillis(amount), Duration.ofSeconds(amount), Duration.ofHours(amount));
  }

  /** In (0, 1). */
  private double fraction() {
    return one(0.5, 0.9, 0.1 + random.nextDouble() * 0.8, Double.MIN_VALUE);
  }

  /** Above 0. */
  private double number() {
    return one(
        1.0,
        0.001,
        1e-8,
        2e23,
        random.nextDouble() + 1e-9,
        Math.abs(random.nextGaussian()) * 1e30 + 1,
        Double.MAX_VALUE,
        (double) 2e-3f);
  }

  /** Different from those with another prefix. */
  private List<String> texts(int count, String prefix) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = AWKWARD.get(random.nextInt(AWKWARD.size()));
      texts.add(prefix.isEmpty() ? text : one(text + prefix, prefix + text));
    }
    return texts;
  }

  private <E extends Enum<E>> E constant(Class<E> type) {
    return one(type.getEnumConstants());
  }

  @SafeVarargs
  private <T> T one(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  @SafeVarargs
  private <T> T anyOf(Supplier<? extends T>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }
}
