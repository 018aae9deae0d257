package io.lockstep.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run of the product, as a user starts it: {@code scripts/lockstep train PLAN}.
 *
 * @param settings of the plan that differ, as {@code key=value}
 * @param conf settings of Spark, as {@code key=value}
 */
record ProductRun(String plan, Path data, int workers, List<String> settings, List<String> conf) {
  ProductRun {
    settings = List.copyOf(settings);
    conf = List.copyOf(conf);
  }

  ProductRun(String plan, Path data, int workers, List<String> settings) {
    this(plan, data, workers, settings, List.of());
  }

  /** A number of steps without evaluation, one local slot a worker. */
  static ProductRun ofSteps(Work work, Path data, int workers, int steps) {
    return new ProductRun(
        work.plan(),
        data,
        workers,
        List.of(
            "training.epochs=none",
            "training.steps=" + (Work.WARM_UP_STEPS + steps),
            "training.global-batch=" + workers * Work.BATCH_PER_WORKER,
            "data.validation=none"));
  }

  /**
   * @param output the run's own folder
   */
  Command command(Surroundings around, Path output) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(around.file("scripts/lockstep").toString(), "train"));
    words.addAll(List.of(around.file(plan).toString(), "--data", data.toString()));
    words.addAll(List.of("--master", "local[" + workers + "]", "--workers", "" + workers));
    words.addAll(List.of("--output", output.toString()));
    conf.forEach(setting -> words.addAll(List.of("--conf", setting)));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    // scripts/bench has built what is to be measured; never build within a measurement.
    return new Command(words, Map.of("LOCKSTEP_SKIP_BUILD", "1"), around.limit());
  }

  /** The run's {@code _RESULT.json}. */
  static JsonNode result(Path output) {
    try {
      return new ObjectMapper().readTree(output.resolve("_RESULT.json").toFile());
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.INTERNAL, "Cannot read the result of " + output + ": " + e.getMessage(), e);
    }
  }

  /** Deletes what is large and of no interest afterwards. */
  static void tidy(Path output) {
    try {
      BenchData.delete(output.resolve("checkpoints"));
      BenchData.delete(output.resolve("model"));
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.INTERNAL, "Cannot tidy " + output + ": " + e.getMessage(), e);
    }
  }
}
