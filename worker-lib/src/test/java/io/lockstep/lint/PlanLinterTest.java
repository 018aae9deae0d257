package io.lockstep.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.Loss;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.Origin.Head;
import io.lockstep.network.Shape;
import io.lockstep.plan.LintRule;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanLinterTest {
  private static final Path CONF = Path.of("..", "conf");

  /** Rules seen so far in a case that they are for. */
  private final Set<LintRule> seen = EnumSet.noneOf(LintRule.class);

  private static TrainingPlan plan(String... settings) {
    return PlanParser.forFiles()
        .parse(
            "plan.yaml",
            "data: {train: any, validation: 0.2}\nmodel: {layers: [dense: 64, output]}\n",
            List.of(settings));
  }

  private static TrainingPlan layers(String layers) {
    return plan("model.layers=" + layers);
  }

  private static Set<LintRule> rules(List<Hint> hints) {
    return new TreeSet<>(hints.stream().map(Hint::rule).toList());
  }

  private void gives(LintRule rule, TrainingPlan plan) {
    assertEquals(Set.of(rule), rules(PlanLinter.lint(plan)), plan.toString());
    seen.add(rule);
  }

  private static void givesNone(TrainingPlan plan) {
    assertEquals(List.of(), PlanLinter.lint(plan), plan.toString());
  }

  @Test
  void followsBranches() {
    givesNone(
        layers(
            "[conv2d: {filters: 4, kernel: 3, padding: same},"
                + " residual: [conv2d: {filters: 4, kernel: 3, padding: same, activation: identity,"
                + " bias: false}, batch-norm], activation: relu]"));
    gives(
        LintRule.MISSING_BIAS,
        layers(
            "[dense: {units: 4, activation: identity, bias: false, name: a}, batch-norm: {name: b},"
                + " add: [a, b]]"));
  }

  @Test
  void saysNothingOnDrawsOfParametersThatComeFromElsewhere() {
    TrainingPlan drawn = layers("[dense: {units: 9, init: xavier}, output]");
    assertEquals(Set.of(LintRule.INIT_FOR_ACTIVATION), rules(PlanLinter.lint(drawn)));
    ModelSource source = new ModelSource(Form.DL4J_ZIP, "model.zip", Optional.empty());
    Origin origin = new Origin(Optional.of(source), List.of(), Head.KEPT);
    givesNone(drawn.with(drawn.model().from(origin)));
  }

  @Test
  void everyRuleSpeaksWhereItIsMeantAndOnlyThere() {
    gives(
        LintRule.SATURATING_ACTIVATION,
        layers("[dense: {units: 9, activation: tanh, init: xavier}]"));
    gives(
        LintRule.SATURATING_ACTIVATION,
        layers("[dense: {units: 9, activation: identity, init: xavier}, activation: sigmoid]"));
    gives(LintRule.INIT_FOR_ACTIVATION, layers("[dense: {units: 9, init: xavier}]"));
    gives(LintRule.INIT_FOR_ACTIVATION, layers("[dense: {units: 9, activation: selu}]"));
    givesNone(layers("[dense: {units: 9, activation: selu, init: lecun}]"));
    gives(LintRule.LINEAR_LAYERS, layers("[dense: {units: 9, activation: identity}]"));
    givesNone(layers("[dense: {units: 9, activation: identity}, activation: relu]"));
    gives(
        LintRule.REDUNDANT_BIAS,
        layers(
            "[dense: {units: 9, activation: identity, bias: true}, batch-norm, activation: relu]"));
    givesNone(layers("[dense: {units: 9, activation: identity}, batch-norm, activation: relu]"));
    gives(LintRule.MISSING_BIAS, layers("[dense: {units: 9, bias: false}]"));
    gives(
        LintRule.DROPOUT_BEFORE_BATCH_NORM,
        layers("[dense: 9, dropout: 0.5, dense: {units: 9, activation: identity}, batch-norm]"));
    givesNone(layers("[dense: {units: 9, activation: identity}, batch-norm, dropout: 0.5]"));
    gives(LintRule.UNSCALED_INPUT, plan("data.normalization=none"));
    gives(LintRule.NO_VALIDATION, plan("data.validation=none"));
    gives(LintRule.LARGE_LEARNING_RATE, plan("optimizer.learning-rate=0.1"));
    givesNone(plan("optimizer={type: momentum, learning-rate: 0.1}"));
    gives(LintRule.L2_WITH_ADAPTIVE_RATES, plan("optimizer.l2=0.01"));
    givesNone(plan("optimizer={type: nag, learning-rate: 0.1, l2: 0.01}"));
    gives(LintRule.LARGE_BATCH_WITHOUT_WARM_UP, plan("training.global-batch=4096"));
    givesNone(
        plan("training.global-batch=4096", "optimizer.schedule={type: constant, warm-up: 5ep}"));
    givesNone(plan("training.global-batch=4096", "optimizer.scale-learning-rate={}"));
    seen.add(LintRule.WIDE_CONVOLUTION); // it needs shapes: below
    seen.add(LintRule.UNSETTLED_AVERAGE); // it needs the steps: below
    seen.add(LintRule.ACTIVATION_ON_OUTPUT); // it needs classes: below
    assertEquals(EnumSet.allOf(LintRule.class), seen);
  }

  private static List<Hint> ofLength(String average, long epochs) {
    TrainingPlan plan = plan("optimizer.weight-average=" + average);
    return PlanLinter.lint(plan, new RunLength(Span.epochs(epochs), 100));
  }

  @Test
  void averagesOfWeightsNeedStepsEnough() {
    Hint ema = ofLength("ema", 5).get(0);
    assertEquals(
        "optimizer.weight-average.decay: after the run's 500 steps the average still holds 61 % of"
            + " the initial weights; train longer, or take a decay of at most 0.994"
            + " [unsettled-average]",
        ema.toString());
    assertEquals(List.of(), ofLength("ema", 30));
    assertEquals(1, ofLength("ema", 29).size());
    Hint swa = ofLength("swa", 3).get(0);
    assertEquals(
        "optimizer.weight-average.every: the mean is of one model, that of step 225 of 300; start"
            + " earlier, or take models more often [unsettled-average]",
        swa.toString());
    assertEquals(List.of(), ofLength("swa", 4));
    assertEquals(List.of(), ofLength("none", 1));
  }

  @Test
  void filtersMayBeTwiceAsManyAsTheNumbersThatTheySee() {
    for (int filters : new int[] {18, 19}) {
      TrainingPlan plan =
          layers(
              "[conv2d: {filters: %d, kernel: 3}, conv2d: {filters: 40, kernel: 3}]"
                  .formatted(filters));
      NetworkSpec network =
          NetworkSpec.infer(plan.model(), new Shape(List.of(1, 8, 8)), 10, Loss.CROSS_ENTROPY);
      List<Hint> hints = PlanLinter.lint(plan, network);
      assertEquals(filters > 18 ? Set.of(LintRule.WIDE_CONVOLUTION) : Set.of(), rules(hints));
      hints.forEach(hint -> assertEquals("model.layers.0 (conv2d)", hint.place()));
    }
  }

  @Test
  void widthsThatThePlanSaysAreLookedAtWithoutData() {
    assertEquals(
        Set.of(LintRule.WIDE_CONVOLUTION),
        rules(
            PlanLinter.lint(
                plan("data.shape=[1, 8, 8]", "model.layers=[conv2d: {filters: 19, kernel: 3}]"))));
  }

  @Test
  void theOutputHasALayerOfItsOwn() {
    Set<LintRule> rule = Set.of(LintRule.ACTIVATION_ON_OUTPUT);
    assertEquals(rule, ofTenClasses("[dense: 64, dense: 10]"));
    assertEquals(
        rule, ofTenClasses("[dense: {units: 10, activation: identity}, activation: relu]"));
    assertEquals(Set.of(), ofTenClasses("[dense: 64, dense: 11]"));
    assertEquals(Set.of(), ofTenClasses("[dense: 10, batch-norm]"));
    TrainingPlan said = plan("data.shape=[64]", "model.layers=[dense: 10, output: 10]");
    assertEquals(rule, rules(PlanLinter.lint(said)));
    assertEquals(List.of(), PlanLinter.lintOutput(said, network(said)));
  }

  private static Set<LintRule> ofTenClasses(String layers) {
    TrainingPlan plan = layers(layers);
    return rules(PlanLinter.lintOutput(plan, network(plan)));
  }

  private static NetworkSpec network(TrainingPlan plan) {
    return NetworkSpec.infer(plan.model(), Shape.flat(64), 10, Loss.CROSS_ENTROPY);
  }

  @Test
  void defaultsOfTheRulesAreNoMistakes() {
    for (String rule : List.of("muon", "lars", "lamb", "adadelta", "schedule-free", "nadam")) {
      givesNone(plan("optimizer=" + rule));
    }
    givesNone(
        plan(
            "data={train: a.txt, format: text, validation: 0.1, normalization: none}",
            "model.layers=[embedding: 8, lstm: 9]"));
  }

  @Test
  void instanceNormCancelsABiasToo() {
    String layers =
        "[conv2d: {filters: 4, kernel: 3, activation: identity, bias: %s}, instance-norm]";
    gives(LintRule.REDUNDANT_BIAS, layers(layers.formatted("true")));
    givesNone(layers(layers.formatted("false")));
  }

  @Test
  void aRuleIsQuietIfThePlanSaysSo() {
    TrainingPlan two = plan("data.validation=none", "data.normalization=none");
    assertEquals(
        Set.of(LintRule.UNSCALED_INPUT, LintRule.NO_VALIDATION), rules(PlanLinter.lint(two)));
    givesNone(
        plan(
            "data.validation=none",
            "data.normalization=none",
            "lint.quiet=[no-validation, unscaled-input]"));
  }

  @Test
  void aHintNamesPlaceReasonRemedyAndRule() {
    Hint hint = PlanLinter.lint(plan("optimizer.l2=0.01")).get(0);
    assertTrue(hint.toString().startsWith("optimizer.l2: "), hint.toString());
    assertTrue(hint.toString().contains("adamw"), hint.toString());
    assertTrue(hint.toString().endsWith("[l2-with-adaptive-rates]"), hint.toString());
  }

  @Test
  void thePlansThatWeShowEarnNone() throws IOException {
    List<Path> plans;
    try (Stream<Path> files = Files.list(CONF)) {
      plans = files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    assertTrue(plans.size() >= 3, plans.toString());
    for (Path plan : plans) {
      givesNone(PlanParser.forFiles().parse(plan.toString(), Files.readString(plan), List.of()));
    }
  }
}
