package io.lockstep.driver.config;

import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.training.RunOptions;
import io.lockstep.driver.training.RunOptions.Start;
import io.lockstep.plan.TrainingPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run, checked as far as can be without a cluster.
 *
 * @param planSource the plan's location as it was given
 */
public record RunConfiguration(
    TrainingPlan plan, String planSource, RunOptions options, SparkSettings.Request spark) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  public RunConfiguration {
    present(plan, "plan");
    present(planSource, "plan source");
    present(options, "options");
    present(spark, "Spark settings");
  }

  /**
   * Where requests are understood.
   *
   * @param plans reads a plan's text
   * @param storages opens a plan's folder that is not on this machine
   * @param working folder that relative locations start at
   * @param now names the default output folder
   */
  public record Context(PlanReader plans, StorageOpener storages, Path working, Instant now) {}

  /**
   * Merges and checks.
   *
   * @throws LockstepException with exit code 64 that names all problems of options and plan
   */
  public static RunConfiguration of(RunRequest request, Context context) {
    List<String> problems = new ArrayList<>();
    Map<String, String> conf = SparkConfArguments.read(request.conf(), problems::add);
    checkOptions(request, problems);
    Optional<TrainingPlan> plan = Optional.empty();
    Optional<LockstepException> refusal = Optional.empty();
    try {
      plan = Optional.of(new PlanFile(context, conf).read(request.plan(), request.overrides()));
    } catch (LockstepException e) {
      refusal = Optional.of(e);
    }
    failIfAny(problems, refusal);
    return new RunConfiguration(
        plan.orElseThrow(),
        request.plan(),
        options(request, plan.orElseThrow(), context),
        new SparkSettings.Request(request.master(), conf));
  }

  private static void checkOptions(RunRequest request, List<String> problems) {
    request
        .workers()
        .ifPresent(
            workers -> {
              if (workers < 1) {
                problems.add("--workers " + workers + ": expected at least 1");
              }
            });
    if (request.start() == Start.RESUME && request.output().isEmpty()) {
      problems.add("--resume: expected --output with the folder of the run to go on with");
    }
    blank(request.output(), "--output", problems);
    blank(request.data(), "--data", problems);
    blank(request.master(), "--master", problems);
  }

  private static void blank(Optional<String> value, String option, List<String> problems) {
    if (value.filter(String::isBlank).isPresent()) {
      problems.add(option + ": expected a value, found nothing");
    }
  }

  private static void failIfAny(List<String> problems, Optional<LockstepException> refusal) {
    if (problems.isEmpty()) {
      refusal.ifPresent(
          e -> {
            throw e;
          });
      return;
    }
    throw new LockstepException(
        ExitCode.USAGE,
        CommandLineProblems.report(problems) + refusal.map(e -> "\n" + e.getMessage()).orElse(""));
  }

  private static RunOptions options(RunRequest request, TrainingPlan plan, Context context) {
    Location planLocation = Location.of(request.plan(), context.working());
    Location data =
        request
            .data()
            .map(given -> Location.of(given, context.working()))
            .orElse(planLocation.folder());
    String output =
        request.output().orElseGet(() -> "runs/" + plan.name() + "-" + STAMP.format(context.now()));
    return new RunOptions(
        Location.of(output, context.working()).text(),
        request.workers(),
        data.text(),
        request.start());
  }
}
