package io.lockstep.driver.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The plan of the system tests: the repository's digits, a fifth held out, and a network so small
 * that a run is hardly longer than Spark's own start.
 */
final class TestingPlan {
  /** Training examples of the digits: the seed holds out 346 of 1,797. */
  static final int EXAMPLES = 1451;

  static final int GLOBAL_BATCH = 64;

  /** Steps of an epoch, the last of them with 43 examples. */
  static final int STEPS = 23;

  private TestingPlan() {}

  /** Writes the plan for some epochs, with other sections after it. */
  static Path write(Path folder, int epochs, String... more) {
    return writeFor(folder, Repository.file("conf/data/digits.csv.gz"), epochs, more);
  }

  /** The same for other data. */
  static Path writeFor(Path folder, Path data, int epochs, String... more) {
    String text =
        """
        data: {train: '%s', validation: 0.2}
        model: {layers: [dense: 64, output]}
        optimizer: {type: adam, learning-rate: 0.003}
        training: {epochs: %d, global-batch: %d}
        """
            .formatted(data, epochs, GLOBAL_BATCH);
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve("plan.yaml"), text + String.join("\n", more) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
