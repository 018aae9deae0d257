package io.lockstep.driver.cli;

import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.driver.training.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a run ended, in a few lines, and what can be done next. */
final class Summary {
  private Summary() {}

  /**
   * The lines.
   *
   * @param output the run's folder, if it got that far
   * @param planSource the plan as the user named it
   * @param advice where the time went and what would be faster, if there were enough steps to say
   */
  static List<String> lines(
      RunResult result,
      Optional<String> output,
      String planSource,
      Optional<ScalingAdvice> advice) {
    List<String> lines = new ArrayList<>();
    lines.add(
        row("status", result.status().name().toLowerCase(Locale.ROOT) + " after " + span(result)));
    result.stoppedEarly().ifPresent(why -> lines.add(row("stopped", "early, because " + why)));
    number(result.loss()).ifPresent(loss -> lines.add(row("loss", loss)));
    number(result.accuracy()).ifPresent(accuracy -> lines.add(row("accuracy", accuracy)));
    if (result.examplesPerSecond() > 0) {
      lines.add(row("examples/s", Quantities.rate(result.examplesPerSecond())));
    }
    advice.ifPresent(
        said -> SpeedLines.of(said).forEach(line -> lines.add(row(line.name(), line.text()))));
    MemoryLines.compared(result.memory()).ifPresent(text -> lines.add(row("memory", text)));
    output.ifPresent(folder -> lines.add(row("output", folder)));
    next(result, output, planSource).forEach(step -> lines.add(row("next", step)));
    return lines;
  }

  private static String span(RunResult result) {
    return "%s steps, %s epochs, %s"
        .formatted(
            Quantities.count(result.steps()),
            String.format(Locale.ROOT, "%.4g", result.epochs()).replaceFirst("\\.?0+$", ""),
            Quantities.time(Duration.ofMillis(Math.round(result.seconds() * 1000))));
  }

  private static List<String> next(RunResult result, Optional<String> output, String planSource) {
    if (output.isEmpty()) {
      return List.of();
    }
    String folder = Words.quoted(output.get());
    String resume =
        "lockstep train " + Words.quoted(planSource) + " --output " + folder + " --resume";
    return switch (result.status()) {
      case COMPLETED ->
          List.of(
              "lockstep evaluate " + folder + " --input DATA",
              "lockstep predict " + folder + " --input DATA --output FOLDER");
      case STOPPED -> List.of(resume);
      case DIVERGED ->
          List.of(
              "see the losses in "
                  + output.get()
                  + "/metrics.jsonl; lower optimizer.learning-rate or set optimizer.clip-norm");
      case FAILED -> result.exitCode() == 75 ? List.of(resume) : List.of();
    };
  }

  private static Optional<String> number(OptionalDouble value) {
    return value.isPresent() ? Optional.of(Quantities.loss(value.getAsDouble())) : Optional.empty();
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "%-10s  %s", name, value);
  }
}
