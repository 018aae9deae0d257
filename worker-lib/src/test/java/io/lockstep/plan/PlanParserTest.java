package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Header;
import io.lockstep.data.DataSpec.Label;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.RescaleSpec;
import io.lockstep.data.WeightSpec;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.plan.OutputSpec.Visibility;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.SynchronizationSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlanParserTest {
  private static final LayerSpec.Output OUTPUT =
      new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.LECUN);

  @Test
  void aPlanOfOnlyDataAndLayersIsComplete() {
    TrainingPlan expected =
        new TrainingPlan(
            "plan",
            new DataSpec(
                List.of("digits.csv"),
                Format.AUTO,
                new Validation.None(),
                new Label(List.of()),
                Task.CLASSIFICATION,
                WeightSpec.NONE,
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new DataSpec.Csv(Header.AUTO, ','),
                new RescaleSpec.None(),
                new NormalizationSpec.Standardize(),
                64),
            AugmentationSpec.NONE,
            new ModelSpec(
                List.of(
                    new LayerSpec.Dense(128, Activation.RELU, Initialization.HE, Bias.AUTO),
                    OUTPUT)),
            new OptimizerSpec(
                new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
                0.001,
                new ScheduleSpec.Constant(),
                0,
                OptionalDouble.empty()),
            new TrainingSpec(Span.epochs(10), 128, Span.epochs(1)),
            new SynchronizationSpec.GradientSharing(),
            new Seed(42),
            "dl4j",
            new OutputSpec(Span.epochs(1), 3, Visibility.HOST),
            Deadlines.DEFAULT,
            LintSpec.ALL);
    assertEquals(expected, Plans.minimal());
  }

  @Test
  void readsEveryShortFormOfALayer() {
    List<LayerSpec> layers =
        Plans.parse(
                """
                data: {train: x}
                model:
                  layers:
                    - conv2d: {filters: 8, kernel: [3, 5], padding: same}
                    - max-pool: 2
                    - avg-pool: {kernel: [3, 2], stride: 1, padding: [1, 0]}
                    - global-pool: average
                    - batch-norm
                    - activation: selu
                    - dropout: 0.5
                    - {type: dense, units: 7}
                    - output
                """)
            .model()
            .layers();

    Window wide = new Window(new Size2d(3, 5), Size2d.square(1), new Size2d(1, 2));
    Window halving = new Window(Size2d.square(2), Size2d.square(2), Size2d.square(0));
    Window overlapping = new Window(new Size2d(3, 2), Size2d.square(1), new Size2d(1, 0));
    assertEquals(
        List.of(
            new LayerSpec.Conv2d(8, wide, Activation.RELU, Initialization.HE, Bias.AUTO),
            new LayerSpec.Pool(Pooling.MAX, halving),
            new LayerSpec.Pool(Pooling.AVERAGE, overlapping),
            new LayerSpec.GlobalPool(Pooling.AVERAGE),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            new LayerSpec.Activate(Activation.SELU),
            new LayerSpec.Dropout(0.5),
            new LayerSpec.Dense(7, Activation.RELU, Initialization.HE, Bias.AUTO),
            OUTPUT),
        layers);
  }

  @Test
  void learningRateFollowsTheOptimizer() {
    assertEquals(0.01, Plans.minimal("optimizer=sgd").optimizer().learningRate());
    assertEquals(0.01, Plans.minimal("optimizer=momentum").optimizer().learningRate());
    assertEquals(0.01, Plans.minimal("optimizer=nag").optimizer().learningRate());
    assertEquals(0.001, Plans.minimal("optimizer=rmsprop").optimizer().learningRate());
    assertEquals(0.001, Plans.minimal("optimizer=adam").optimizer().learningRate());
    assertEquals(0.001, Plans.minimal("optimizer=adamw").optimizer().learningRate());
  }

  @Test
  void warmUpComesBeforeAnySchedule() {
    ScheduleSpec schedule =
        Plans.minimal("optimizer.schedule={type: cosine, final-factor: 0.1, warm-up: 100st}")
            .optimizer()
            .schedule();
    assertEquals(new ScheduleSpec.WarmUp(Span.steps(100), new ScheduleSpec.Cosine(0.1)), schedule);
  }

  @Test
  void lossOrSeveralLabelsMakeARegression() {
    assertEquals(
        Task.REGRESSION, Plans.minimal("model.layers=[output: {loss: mse}]").data().task());
    assertEquals(Task.REGRESSION, Plans.minimal("data.label=[x, y]").data().task());
    assertEquals(
        Optional.of(Loss.MSE),
        Plans.minimal("model.layers=[output: {loss: mse}]", "data.task=regression")
            .model()
            .output()
            .loss());
  }

  @Test
  void labelSmoothingMeansTheLossOfTheTask() {
    String smoothed = "model.layers=[output: {label-smoothing: 0.1}]";
    assertEquals(
        Optional.of(new Loss.CrossEntropy(0.1)), Plans.minimal(smoothed).model().output().loss());
    assertEquals(
        Optional.of(new Loss.BinaryCrossEntropy(0.1)),
        Plans.minimal(smoothed, "data.task=multi-label").model().output().loss());
  }

  @Test
  void validationIsNothingAFractionOrPaths() {
    assertEquals(new Validation.None(), validation("none"));
    assertEquals(new Validation.Fraction(0.2), validation("0.2"));
    assertEquals(new Validation.Paths(List.of("test.csv")), validation("test.csv"));
    assertEquals(new Validation.Paths(List.of("0.2", "none")), validation("['0.2', none]"));
    assertEquals(new Validation.Paths(List.of("0.2")), validation("'0.2'"));
  }

  private static Validation validation(String text) {
    return Plans.minimal("data.validation=" + text).data().validation();
  }

  @Test
  void labelIsTheLastColumnOrNamedOrNumbered() {
    assertEquals(List.of(), Plans.minimal("data.label=last").data().label().columns());
    assertEquals(List.of("last"), Plans.minimal("data.label=[last]").data().label().columns());
    assertEquals(List.of("0"), Plans.minimal("data.label=0").data().label().columns());
    assertEquals(List.of("-1"), Plans.minimal("data.label=-1").data().label().columns());
    assertEquals(List.of("a", "2"), Plans.minimal("data.label=[a, 2]").data().label().columns());
  }

  @Test
  void nameComesFromTheFile() {
    assertEquals("digits", nameOf("conf/digits.yaml"));
    assertEquals("my-plan-2", nameOf("s3a://bucket/my plan 2.yml"));
    assertEquals("a.b", nameOf("C:\\plans\\a.b.yaml"));
    assertEquals("plan", nameOf(".yaml"));
    assertEquals("x".repeat(64), nameOf("x".repeat(100)));
  }

  private static String nameOf(String source) {
    return PlanParser.forFiles().parse(source, Plans.MINIMAL, List.of()).name();
  }

  @Test
  void aCallerWithADataFrameNeedsNoPath() {
    String text = "model: {layers: [dense: 1]}";
    TrainingPlan plan = PlanParser.forFrame().parse("plan.yaml", text, List.of());
    assertEquals(List.of(), plan.data().train());
    LockstepException failure = assertThrows(LockstepException.class, () -> Plans.parse(text));
    assertEquals(
        "Cannot use plan plan.yaml (1 problem):\n"
            + "plan.yaml:1: data.train: must be given: a path, a glob or a list of them",
        failure.getMessage());
  }

  @Test
  void overridesReachIntoShortFormsListsAndMissingSections() {
    TrainingPlan plan =
        Plans.parse(
            "data: {train: [a, b]}\nmodel: {layers: [dense: 1, dropout: 0.5]}\noptimizer: sgd\n",
            "optimizer.learning-rate=0.5",
            "model.layers.1.rate=0.25",
            "model.layers.0=conv2d: {filters: 1, kernel: 1}",
            "model.layers.0.filters=9",
            "data.train.1=c",
            "training.epochs=none",
            "training.steps=7",
            "training.steps=8");
    assertEquals(0.5, plan.optimizer().learningRate());
    assertEquals(new OptimizerSpec.Sgd(), plan.optimizer().rule());
    assertEquals(new LayerSpec.Dropout(0.25), plan.model().layers().get(1));
    assertEquals(9, ((LayerSpec.Conv2d) plan.model().layers().get(0)).filters());
    assertEquals(List.of("a", "c"), plan.data().train());
    assertEquals(Span.steps(8), plan.training().length());
  }

  @Test
  void aliasesStandForWhatTheyName() {
    TrainingPlan plan =
        Plans.parse("data: {train: x}\nmodel: {layers: [&block {dense: 5}, *block, *block]}\n");
    LayerSpec dense = new LayerSpec.Dense(5, Activation.RELU, Initialization.HE, Bias.AUTO);
    assertEquals(List.of(dense, dense, dense, OUTPUT), plan.model().layers());
  }

  @Test
  void sectionsWithoutKeysTakeTheirDefaults() {
    assertEquals(Plans.minimal(), Plans.parse(Plans.MINIMAL + "training:\noutput:\noptimizer:\n"));
  }

  @Test
  void skipsAByteOrderMark() {
    assertEquals(Plans.minimal(), Plans.parse("\uFEFF" + Plans.MINIMAL));
  }

  @Test
  void refusesALongText() {
    byte[] bytes = "#".repeat(PlanParser.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "Cannot use plan plan.yaml (1 problem):\n"
            + "plan.yaml:1: expected at most 1048576 bytes, found more",
        refusal(bytes));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertEquals(
        "Cannot use plan plan.yaml (1 problem):\n"
            + "plan.yaml:1: expected UTF-8, found other bytes at 6",
        refusal("name: \u00E4".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void readsAStream() throws IOException {
    byte[] bytes = Plans.MINIMAL.getBytes(StandardCharsets.UTF_8);
    assertEquals(
        Plans.minimal(),
        PlanParser.forFiles().parse("plan.yaml", new ByteArrayInputStream(bytes), List.of()));
  }

  @Test
  void reportsAtMostAHundredProblems() {
    StringBuilder text = new StringBuilder(Plans.MINIMAL);
    for (int i = 0; i < 250; i++) {
      text.append("key").append(i).append(": 1\n");
    }
    LockstepException failure =
        assertThrows(LockstepException.class, () -> Plans.parse(text.toString()));
    assertEquals(102, failure.getMessage().lines().count());
    assertTrue(failure.getMessage().startsWith("Cannot use plan plan.yaml (250 problems):\n"));
    assertTrue(failure.getMessage().endsWith("\n... and 150 problems more"));
  }

  private static String refusal(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    LockstepException failure =
        assertThrows(
            LockstepException.class, () -> PlanParser.forFiles().parse("plan.yaml", in, List.of()));
    assertEquals(ExitCode.USAGE, failure.exitCode());
    return failure.getMessage();
  }
}
