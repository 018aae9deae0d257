package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a run ended: the content of {@code _RESULT.json} (docs/formats/result.md). Counts are
 * cumulative over resumes.
 *
 * @param exitCode of the command line, {@link ExitCode}
 * @param loss validation without penalties, else training; empty: none is known, or it is not a
 *     finite number
 * @param accuracy of the validation data, if a classifier
 * @param epochs completed, with their fraction
 * @param seconds of this execution, from the beginning to the result
 * @param examplesPerSecond training loop only, without the first 10 steps and evaluation; 0 if
 *     there was no step
 * @param workers that trained; 0 if none began
 * @param engine for people: name, version, device
 * @param parameters count; 0 if the model was never made
 * @param parametersSha256 of the final parameters as little-endian float32 in layout order, in
 *     lower-case hex
 * @param driverBytes of all messages of the workers to the driver, in the last execution
 * @param memory of an executor, planned and measured
 * @param stoppedEarly why the run was complete before its length; given exactly if early stopping
 *     ended it
 * @param error one line, root cause first; present exactly if the run failed or diverged
 */
public record RunResult(
    Status status,
    int exitCode,
    OptionalDouble loss,
    OptionalDouble accuracy,
    long steps,
    double epochs,
    long examples,
    double seconds,
    double examplesPerSecond,
    int workers,
    int generations,
    String engine,
    long parameters,
    Optional<String> parametersSha256,
    long driverBytes,
    RunMemory memory,
    Optional<String> stoppedEarly,
    Optional<String> error) {
  /** How it ended. */
  public enum Status {
    COMPLETED,
    /** Ended early as it was asked to; a resume goes on. */
    STOPPED,
    /** The loss or the gradient is no longer a finite number. */
    DIVERGED,
    FAILED
  }

  /** Of a run that early stopping did not end. */
  public RunResult(
      Status status,
      int exitCode,
      OptionalDouble loss,
      OptionalDouble accuracy,
      long steps,
      double epochs,
      long examples,
      double seconds,
      double examplesPerSecond,
      int workers,
      int generations,
      String engine,
      long parameters,
      Optional<String> parametersSha256,
      long driverBytes,
      RunMemory memory,
      Optional<String> error) {
    this(
        status,
        exitCode,
        loss,
        accuracy,
        steps,
        epochs,
        examples,
        seconds,
        examplesPerSecond,
        workers,
        generations,
        engine,
        parameters,
        parametersSha256,
        driverBytes,
        memory,
        Optional.empty(),
        error);
  }

  public RunResult {
    present(status, "status");
    check(exitCode >= 0 && exitCode <= 255, "exitCode", "0 to 255", exitCode);
    check(
        (exitCode == ExitCode.DONE.code()) == (status == Status.COMPLETED),
        "exitCode",
        "0 if completed, else not 0",
        exitCode + " with " + status);
    finite(loss, "loss");
    finite(accuracy, "accuracy");
    atLeast(steps, 0, "steps");
    notNegative(epochs, "epochs");
    atLeast(examples, 0, "examples");
    notNegative(seconds, "seconds");
    notNegative(examplesPerSecond, "examplesPerSecond");
    atLeast(workers, 0, "workers");
    atLeast(generations, 0, "generations");
    present(engine, "engine");
    atLeast(parameters, 0, "parameters");
    atLeast(driverBytes, 0, "driverBytes");
    present(memory, "memory");
    check(
        stoppedEarly.isEmpty() || status == Status.COMPLETED,
        "stoppedEarly",
        "given if completed only",
        stoppedEarly.orElse("none") + " with " + status);
    parametersSha256.ifPresent(
        hex -> check(hex.matches("[0-9a-f]{64}"), "parametersSha256", "64 hex digits", hex));
    error.ifPresent(
        text ->
            check(!text.isBlank() && text.lines().count() == 1, "error", "one line of text", text));
    check(
        error.isPresent() == (status == Status.FAILED || status == Status.DIVERGED),
        "error",
        "given if failed or diverged, else absent",
        error.orElse("none") + " with " + status);
  }

  /** A message of several lines as the one line of {@link #error}. */
  public static String oneLine(String message) {
    String line =
        message.lines().map(String::strip).filter(l -> !l.isEmpty()).reduce("", RunResult::join);
    return line.isEmpty() ? "unknown error" : line;
  }

  private static String join(String before, String line) {
    return before.isEmpty() ? line : before + (before.endsWith(":") ? " " : "; ") + line;
  }

  private static void finite(OptionalDouble value, String field) {
    check(
        value.isEmpty() || Double.isFinite(value.getAsDouble()),
        field,
        "a finite number or absent",
        value);
  }
}
