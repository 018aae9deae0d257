package io.lockstep.bench.side;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A command of the operating system, with additions to the environment.
 *
 * @param limit after which it and all that it started are killed
 */
record Command(List<String> words, Map<String, String> environment, Duration limit) {
  private static final int TAIL_LINES = 5;

  Command {
    check(!words.isEmpty(), "command", "at least one word", words);
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** As one would type it. */
  String typed() {
    return words.stream()
        .map(word -> word.matches("[\\w@%+=:,./\\[\\]-]+") ? word : "'" + word + "'")
        .collect(Collectors.joining(" "));
  }

  /** Starts it; its output goes to {@code stdout.txt} and {@code stderr.txt} in the folder. */
  Running start(Path folder) {
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(folder.resolve("stdout.txt").toFile())
              .redirectError(folder.resolve("stderr.txt").toFile());
      builder.environment().putAll(environment);
      return new Running(this, builder.start(), folder);
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.RESOURCES, "Cannot start " + typed() + ": " + e.getMessage(), e);
    }
  }

  /** Starts it and waits for its end; its standard output. */
  String run(Path folder) throws InterruptedException {
    return start(folder).await();
  }

  /** A started command. */
  record Running(Command command, Process process, Path folder) {
    /** Waits for the end; the standard output. Another exit code than 0 is a failure. */
    String await() throws InterruptedException {
      try {
        if (!process.waitFor(command.limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw failure("not finished within " + command.limit.toSeconds() + " s");
        }
      } finally {
        kill();
      }
      if (process.exitValue() != 0) {
        throw failure("exit code " + process.exitValue());
      }
      return read("stdout.txt");
    }

    /** Ends it with all that it has started; nothing happens if it has ended. */
    void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }

    private LockstepException failure(String why) {
      List<String> lines = read("stderr.txt").lines().filter(line -> !line.isBlank()).toList();
      List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return new LockstepException(
          ExitCode.INTERNAL,
          "Cannot measure: "
              + command.typed()
              + ": "
              + why
              + ". Its last words: "
              + String.join(" | ", tail)
              + ". See "
              + folder);
    }

    private String read(String file) {
      try {
        return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new LockstepException(
            ExitCode.INTERNAL, "Cannot read " + folder.resolve(file) + ": " + e.getMessage(), e);
      }
    }
  }
}
