package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failure says once everything that merely passed it on is taken off. A {@link
 * LockstepException} speaks for itself; of anything else the deepest cause counts. Where Spark
 * gives only the text of what happened on an executor, the cause is found in the text.
 *
 * @param exitCode of the process
 * @param message for the user, perhaps of several lines, without secrets
 */
public record RootCause(ExitCode exitCode, String message) {
  private static final String OURS = LockstepException.class.getName();

  /**
   * {@code ... most recent failure: Lost task 0.0 in stage 1.0 (TID 1) (host executor 1): X: y}.
   */
  private static final Pattern TASK =
      Pattern.compile(
          "most recent failure: Lost task [^\\n]*?\\(TID \\d+\\) \\([^)]*\\): (.*)",
          Pattern.DOTALL);

  private static final Pattern CAUSED_BY =
      Pattern.compile(
          "^Caused by: (.*?)(?=\\n\\s+at |\\n\\s+\\.\\.\\. |\\nCaused by: |\\z)",
          Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern THROWN =
      Pattern.compile("\\A((?:[\\w$]+\\.)+[\\w$]+)(?:: (.*))?\\z", Pattern.DOTALL);

  private static final Pattern STACK =
      Pattern.compile("\\n\\s+at .*|\\n\\s*Driver stacktrace:.*", Pattern.DOTALL);

  public static RootCause of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<LockstepException> ours =
        chain.stream()
            .filter(LockstepException.class::isInstance)
            .map(LockstepException.class::cast)
            .findFirst();
    if (ours.isPresent()) {
      return new RootCause(ours.get().exitCode(), Secrets.mask(text(ours.get())));
    }
    Throwable root = chain.get(chain.size() - 1);
    Thrown thrown =
        inTask(text(root)).orElseGet(() -> new Thrown(root.getClass().getName(), text(root)));
    return new RootCause(exitCode(root, thrown), Secrets.mask(thrown.sentence()));
  }

  /** The root cause as the failure of a run. */
  static LockstepException failure(Throwable thrown) {
    RootCause cause = of(thrown);
    return new LockstepException(cause.exitCode(), cause.message(), thrown);
  }

  /** The message's first line and, if it promises a list, the list's first item. */
  public String lastLine() {
    List<String> lines = message.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      return "Cannot go on: unknown error";
    }
    boolean isTitle = lines.size() > 1 && lines.get(0).endsWith(":");
    return isTitle ? lines.get(0) + " " + lines.get(1) : lines.get(0);
  }

  /** From the failure to its deepest cause; ends at a cycle. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Throwable next = failure;
    while (next != null && !chain.contains(next)) {
      chain.add(next);
      next = next.getCause();
    }
    return chain;
  }

  private static String text(Throwable failure) {
    return Optional.ofNullable(failure.getMessage()).orElse("");
  }

  /** What a task threw, as Spark's report of the job tells it. */
  private static Optional<Thrown> inTask(String report) {
    Matcher task = TASK.matcher(report);
    if (!task.find()) {
      return Optional.empty();
    }
    List<Thrown> all = new ArrayList<>();
    all.add(Thrown.of(STACK.matcher(task.group(1)).replaceFirst("")));
    Matcher cause = CAUSED_BY.matcher(task.group(1));
    while (cause.find()) {
      all.add(Thrown.of(STACK.matcher(cause.group(1)).replaceFirst("")));
    }
    return Optional.of(
        all.stream()
            .filter(thrown -> thrown.type().equals(OURS))
            .findFirst()
            .orElse(all.get(all.size() - 1)));
  }

  private static ExitCode exitCode(Throwable root, Thrown thrown) {
    String text = text(root);
    if (text.contains("ExecutorLostFailure") || text.contains("Executor heartbeat timed out")) {
      return ExitCode.TEMPORARY;
    }
    if (text.contains("All masters are unresponsive") || thrown.isOutOfMemory()) {
      return ExitCode.RESOURCES;
    }
    return text.contains("Could not parse Master URL") ? ExitCode.USAGE : ExitCode.INTERNAL;
  }

  /**
   * What was thrown.
   *
   * @param type name of its class, empty if unknown
   */
  private record Thrown(String type, String message) {
    /** From {@code java.io.IOException: text}. */
    static Thrown of(String text) {
      Matcher matcher = THROWN.matcher(text.strip());
      return matcher.matches()
          ? new Thrown(matcher.group(1), Optional.ofNullable(matcher.group(2)).orElse(""))
          : new Thrown("", text.strip());
    }

    boolean isOutOfMemory() {
      return type.equals(OutOfMemoryError.class.getName());
    }

    String sentence() {
      if (type.equals(OURS) || message.startsWith("Cannot ")) {
        return message;
      }
      String name = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
      String what = name.isEmpty() || message.isEmpty() ? name + message : name + ": " + message;
      return "Cannot go on: " + what + (isOutOfMemory() ? ". " + MEMORY : "");
    }
  }

  private static final String MEMORY =
      "More memory: --conf spark.driver.memory (given to spark-submit), spark.executor.memory and"
          + " spark.executor.memoryOverhead.";
}
