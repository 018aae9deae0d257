package io.lockstep.bench.side;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the sides need to know of the machine and of the user's wishes.
 *
 * @param root of the repository
 * @param data to train on
 * @param python command that starts a Python, with its arguments
 * @param steps that the user wants timed, if any
 * @param limit of one run
 */
public record Surroundings(
    Path root, BenchData data, List<String> python, OptionalInt steps, Duration limit) {
  public Surroundings {
    python = List.copyOf(python);
  }

  Path file(String path) {
    return root.resolve(path);
  }
}
