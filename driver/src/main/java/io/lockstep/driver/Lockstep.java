package io.lockstep.driver;

import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.driver.training.RunDescription;
import io.lockstep.driver.training.RunListener;
import io.lockstep.driver.training.RunOptions;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.StopRequest;
import io.lockstep.driver.training.Training;
import io.lockstep.metrics.Metric;
import io.lockstep.plan.TrainingPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Lockstep in a program that has a Spark session.
 *
 * <pre>{@code
 * SparkSession spark =
 *     SparkSession.builder()
 *         .config("spark.plugins", "io.lockstep.driver.cluster.LockstepPlugin")
 *         .getOrCreate();
 * TrainingPlan plan = PlanParser.forFrame().parse("churn.yaml", text, List.of());
 * RunResult result = Lockstep.train(spark, plan, spark.table("customers"));
 * }</pre>
 *
 * <p>The session must have been started with the plugin; the error says so if not. A run that is
 * stopped or diverges returns a result that says so; one that fails throws a {@link
 * io.lockstep.checks.LockstepException}.
 */
public final class Lockstep {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final RunListener QUIET =
      new RunListener() {
        @Override
        public void started(RunDescription run) {}

        @Override
        public void metric(Metric metric) {}

        @Override
        public void note(String text) {}

        @Override
        public void advised(ScalingAdvice advice) {}

        @Override
        public void finished(RunResult result) {}
      };

  private Lockstep() {}

  /** Trains on the plan's own data, whose relative paths start in the working folder. */
  public static RunResult train(SparkSession spark, TrainingPlan plan) {
    return train(spark, plan, Optional.empty(), options(plan), QUIET);
  }

  /**
   * Trains on a DataFrame; the plan's {@code data.label} and {@code data.features} name its
   * columns.
   *
   * @param frame training data; what is held out is drawn from it, or named by {@code
   *     data.validation}
   */
  public static RunResult train(SparkSession spark, TrainingPlan plan, Dataset<Row> frame) {
    return train(spark, plan, Optional.of(frame), options(plan), QUIET);
  }

  /**
   * Trains with all choices open.
   *
   * @param frame training data; empty: the plan's paths
   * @param listener hears how it goes, on the calling thread
   */
  public static RunResult train(
      SparkSession spark,
      TrainingPlan plan,
      Optional<Dataset<Row>> frame,
      RunOptions options,
      RunListener listener) {
    return new Training(spark, plan, options, frame, listener, new StopRequest()).run();
  }

  /**
   * The defaults: {@code runs/<plan name>-<UTC time>} in the working folder, as many workers as
   * there are slots.
   */
  public static RunOptions options(TrainingPlan plan) {
    Path working = Path.of("").toAbsolutePath();
    String folder = plan.name() + "-" + TIME.format(Clock.systemUTC().instant());
    return new RunOptions(
        working.resolve("runs").resolve(folder).toUri().toString(),
        OptionalInt.empty(),
        working.toUri().toString(),
        RunOptions.Start.NEW);
  }
}
