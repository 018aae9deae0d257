package io.lockstep.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Side;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The product on 784-128-10: seconds of its training loop, the first steps included, until an
 * evaluation of the test pictures first finds the accuracy. Evaluation itself is not training; what
 * it took until then is a note.
 */
record AccuracySide(double accuracy, Surroundings around) implements Side {
  private static final String PLAN = "bench/plans/mnist-784-128-10.yaml";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "lockstep";
  }

  @Override
  public String given() {
    return "scripts/lockstep train " + PLAN + " --master local[2] --workers 2: one thread a worker";
  }

  @Override
  public Optional<String> absence() {
    return around.data().absence(DataSource.MNIST);
  }

  @Override
  public Measurement measure(Path folder) throws InterruptedException {
    Path output = folder.resolve("run");
    Command command =
        new ProductRun(PLAN, around.data().forPlan(DataSource.MNIST), Work.WORKERS, List.of())
            .command(around, output);
    double load = LoadAverage.now();
    command.run(folder);
    ProductRun.tidy(output);
    try {
      Reached reached = reached(Files.readAllLines(output.resolve("metrics.jsonl")), accuracy);
      return new Measurement(reached.trainingSeconds, load, command.typed(), reached.notes());
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.INTERNAL, "Cannot read the metrics of " + output + ": " + e.getMessage(), e);
    }
  }

  /** When the accuracy was first found, by the lines of {@code metrics.jsonl}. */
  static Reached reached(List<String> metrics, double accuracy) throws IOException {
    double training = 0;
    double evaluation = 0;
    for (String line : metrics) {
      JsonNode record = JSON.readTree(line);
      String type = record.path("type").asText();
      if (type.equals("step")) {
        training += record.path("seconds").asDouble();
      } else if (type.equals("evaluation")) {
        evaluation += record.path("seconds").asDouble();
        double found = record.path("values").path("accuracy").asDouble();
        if (found >= accuracy) {
          return new Reached(record.path("step").asLong(), training, evaluation, found);
        }
      }
    }
    throw new LockstepException(
        ExitCode.INTERNAL,
        "Cannot say when the accuracy was " + accuracy + ": no evaluation found as much");
  }

  /**
   * The first evaluation that finds enough.
   *
   * @param step completed until then
   * @param trainingSeconds of all these steps
   * @param evaluationSeconds of all evaluations, this one included
   */
  record Reached(long step, double trainingSeconds, double evaluationSeconds, double accuracy) {
    private Map<String, String> notes() {
      return Map.of(
          "step", Long.toString(step),
          "accuracy", Double.toString(accuracy),
          "secondsWithEvaluation",
              String.format(Locale.ROOT, "%.3f", trainingSeconds + evaluationSeconds));
    }
  }
}
