package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.cluster.Trained;
import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.driver.memory.MemoryPlan;
import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import io.lockstep.worker.WorkerReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * What is known of a run so far, from which its result is made however it ends. Used by one thread.
 */
final class RunProgress {
  private final LongSupplier clock;
  private final long begin;
  private Optional<Progress> progress = Optional.empty();
  private OptionalDouble trainingLoss = OptionalDouble.empty();
  private Map<String, Double> bestValues = Map.of();
  private String engine = "";
  private int workers;
  private int generations;
  private long parameters;
  private long driverBytes;
  private RunMemory memory = RunMemory.NONE;
  private Optional<WorkerReport> report = Optional.empty();
  private Optional<String> stoppedEarly = Optional.empty();

  /**
   * @param clock nanoseconds
   */
  RunProgress(LongSupplier clock) {
    this.clock = clock;
    this.begin = clock.getAsLong();
  }

  void engine(String description) {
    engine = description;
  }

  /** A generation is about to begin. */
  void generation(int number, int ofWorkers, long ofParameters, Progress from) {
    generations = number + 1;
    workers = ofWorkers;
    parameters = ofParameters;
    progress = Optional.of(from);
  }

  void hear(Metric metric) {
    progress = Optional.of(metric.progress());
    if (metric instanceof Metric.Step step) {
      trainingLoss =
          Double.isFinite(step.loss()) ? OptionalDouble.of(step.loss()) : OptionalDouble.empty();
    } else if (metric instanceof Metric.Evaluation evaluation && evaluation.best()) {
      best(evaluation.values());
    }
  }

  /** Values of the best evaluation so far. */
  void best(Map<String, Double> values) {
    bestValues = new LinkedHashMap<>(values);
  }

  Map<String, Double> best() {
    return bestValues;
  }

  /** What an executor is going to take. */
  void memory(MemoryPlan plan) {
    memory = new RunMemory(plan.heapBytes(), plan.outsideHeapBytes(), MeasuredMemory.NONE);
  }

  void report(Trained trained) {
    report = Optional.of(trained.report());
    progress = Optional.of(trained.report().progress());
    driverBytes = trained.driverBytes();
    memory =
        new RunMemory(
            memory.plannedHeapBytes(), memory.plannedOutsideHeapBytes(), trained.memory());
  }

  /** Why early stopping ended the run, if it did. */
  void stoppedEarly(Optional<String> reason) {
    stoppedEarly = reason;
  }

  RunResult ended() {
    WorkerReport.Outcome outcome = report.orElseThrow().outcome();
    return switch (outcome) {
      case COMPLETED, STOPPED_EARLY ->
          result(RunResult.Status.COMPLETED, ExitCode.DONE, Optional.empty());
      case STOPPED -> result(RunResult.Status.STOPPED, ExitCode.TEMPORARY, Optional.empty());
      case DIVERGED ->
          result(
              RunResult.Status.DIVERGED,
              ExitCode.DIVERGED,
              Optional.of(
                  "The loss or the gradient is no finite number after step "
                      + report.orElseThrow().progress().step()
                      + ". Lower optimizer.learning-rate, set optimizer.clip-norm, or look at the data's scale."));
    };
  }

  RunResult failed(LockstepException failure) {
    return result(
        RunResult.Status.FAILED,
        failure.exitCode(),
        Optional.of(RunResult.oneLine(String.valueOf(failure.getMessage()))));
  }

  private RunResult result(RunResult.Status status, ExitCode exitCode, Optional<String> error) {
    return new RunResult(
        status,
        exitCode.code(),
        bestValues.containsKey("loss") ? finite(bestValues.get("loss")) : trainingLoss,
        bestValues.containsKey("accuracy")
            ? finite(bestValues.get("accuracy"))
            : OptionalDouble.empty(),
        progress.map(Progress::step).orElse(0L),
        progress.map(Progress::epochs).orElse(0.0),
        progress.map(Progress::examples).orElse(0L),
        (clock.getAsLong() - begin) * 1e-9,
        report.map(WorkerReport::examplesPerSecond).orElse(0.0),
        workers,
        generations,
        engine,
        parameters,
        report.map(WorkerReport::parametersSha256),
        driverBytes,
        memory,
        stoppedEarly,
        error);
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
