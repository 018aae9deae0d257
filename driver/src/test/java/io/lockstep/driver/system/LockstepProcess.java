package io.lockstep.driver.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A started command, its output in files so that nothing blocks. Closing it kills the process and
 * all that it has started.
 *
 * <pre>{@code
 * try (LockstepProcess training = LockstepProcess.lockstep(folder, "train", "conf/digits.yaml", "--master", "local[2]")) {
 *   Outcome outcome = training.await(Duration.ofMinutes(2));
 *   assertEquals(0, outcome.exitCode(), outcome.toString());
 * }
 * }</pre>
 */
final class LockstepProcess implements AutoCloseable {
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final List<String> command;
  private final Process process;
  private final Path stdout;
  private final Path stderr;

  /** What a finished command has left. */
  record Outcome(List<String> command, int exitCode, String stdout, String stderr) {
    /** The last line on stderr that is not empty: by contract the root cause of a failure. */
    String lastError() {
      return stderr.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second);
    }

    /** For the message of a failed assertion. */
    @Override
    public String toString() {
      return String.join(" ", command)
          + "\nexit code "
          + exitCode
          + "\n--- stdout\n"
          + stdout
          + "\n--- stderr\n"
          + stderr;
    }
  }

  private LockstepProcess(List<String> command, Process process, Path stdout, Path stderr) {
    this.command = command;
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** {@code scripts/lockstep ARGUMENTS}, started in the root; its output goes to {@code folder}. */
  static LockstepProcess lockstep(Path folder, String... arguments) {
    return start(folder, Map.of(), with(Repository.file("scripts/lockstep").toString(), arguments));
  }

  /**
   * The plain way, without our scripts: {@code spark-submit SPARK_OPTIONS --class Main JAR
   * ARGUMENTS} on the assembled Spark.
   */
  static LockstepProcess sparkSubmit(Path folder, List<String> sparkOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Repository.spark().resolve("bin/spark-submit").toString());
    command.addAll(sparkOptions);
    command.addAll(List.of("--class", "io.lockstep.driver.cli.Main"));
    command.addAll(with(Repository.applicationJar().toString(), arguments));
    return start(folder, Map.of(), command);
  }

  /** Any command of the repository, with additions to the environment. */
  static LockstepProcess start(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path stdout = Files.createTempFile(folder, "stdout-", ".txt");
      Path stderr = Files.createTempFile(folder, "stderr-", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Repository.root().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      // A user's own Spark would be another one than the one these tests are about.
      builder.environment().remove("SPARK_HOME");
      builder.environment().put("LOCKSTEP_SKIP_BUILD", "1");
      // These processes live for seconds: most of their time would go into the optimizing compiler.
      builder.environment().put("JAVA_TOOL_OPTIONS", SHORT_LIVED);
      builder.environment().putAll(environment);
      return new LockstepProcess(List.copyOf(command), builder.start(), stdout, stderr);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start " + command + ": " + e.getMessage(), e);
    }
  }

  private static List<String> with(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(Arrays.asList(others));
    return all;
  }

  /** Waits for the end; a command that takes longer is killed, and that is an error. */
  Outcome await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      close();
      throw new AssertionError(
          "Not finished within " + limit.toSeconds() + " s: " + outcome(process.waitFor()));
    }
    return outcome(process.exitValue());
  }

  /** Waits until a text appears on stdout or stderr. */
  void awaitOutput(String text, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!(read(stdout) + read(stderr)).contains(text)) {
      if (System.nanoTime() > deadline) {
        close();
        throw new AssertionError(
            "No '" + text + "' within " + limit.toSeconds() + " s: " + outcome(process.waitFor()));
      }
      if (process.waitFor(100, TimeUnit.MILLISECONDS)
          && !(read(stdout) + read(stderr)).contains(text)) {
        throw new AssertionError("Ended without '" + text + "': " + outcome(process.exitValue()));
      }
    }
  }

  /** SIGTERM, as an operator or a cluster manager sends it. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL, to the command alone. */
  void kill() {
    process.destroyForcibly();
  }

  /** All that the command has started and that runs now: Spark's JVMs, say. */
  Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  private Outcome outcome(int exitCode) {
    return new Outcome(command, exitCode, read(stdout), read(stderr));
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(cannot read " + file + ": " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
