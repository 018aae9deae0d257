package io.lockstep.driver.config;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.RescaleSpec;
import io.lockstep.data.WeightSpec;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.ModelSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.plan.Deadlines;
import io.lockstep.plan.LintSpec;
import io.lockstep.plan.OutputSpec;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.plan.TrainingSpec;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.SynchronizationSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads a plan whose text is its name, {@code bad} being a plan with two problems. */
public final class TestingPlans implements PlanReader {
  /** What it was asked to read. */
  public final List<String> asked = new ArrayList<>();

  @Override
  public TrainingPlan parse(String source, InputStream in, List<String> overrides)
      throws IOException {
    String name = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    asked.add(source + " " + overrides);
    if (name.equals("bad")) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use plan "
              + source
              + " (2 problems):\n"
              + source
              + ":1: one\n"
              + source
              + ":2: two");
    }
    return plan(name);
  }

  /** A plan of one layer. */
  public static TrainingPlan plan(String name) {
    return new TrainingPlan(
        name,
        new DataSpec(
            List.of("a.csv"),
            DataSpec.Format.CSV,
            new DataSpec.Validation.None(),
            new DataSpec.Label(List.of()),
            DataSpec.Task.CLASSIFICATION,
            WeightSpec.NONE,
            List.of(),
            List.of(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            new DataSpec.Csv(DataSpec.Header.AUTO, ','),
            new RescaleSpec.None(),
            new NormalizationSpec.None(),
            64),
        AugmentationSpec.NONE,
        new ModelSpec(
            List.of(
                new LayerSpec.Output(
                    OptionalInt.empty(), Optional.empty(), LayerSpec.Initialization.values()[0]))),
        new OptimizerSpec(
            new OptimizerSpec.Sgd(), 0.1, new ScheduleSpec.Constant(), 0, OptionalDouble.empty()),
        new TrainingSpec(Span.epochs(3), 32, Span.epochs(1)),
        new SynchronizationSpec.GradientSharing(),
        new Seed(1),
        "dl4j",
        new OutputSpec(Span.epochs(1), 3, OutputSpec.Visibility.HOST),
        new Deadlines(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(90)),
        LintSpec.ALL);
  }
}
