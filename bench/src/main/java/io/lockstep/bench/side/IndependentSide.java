package io.lockstep.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two single-worker processes of the product side by side, which do not communicate; their summed
 * examples/s are what perfect scaling would reach. They start at the same time; while one of them
 * is not yet or no longer in its loop, the other has the machine for itself, which favours this
 * side.
 */
public record IndependentSide(Work work, Surroundings around) implements Side {
  @Override
  public String name() {
    return "independent";
  }

  @Override
  public String given() {
    return Work.WORKERS
        + " processes at the same time, each scripts/lockstep train "
        + work.plan()
        + " --master local[1] --workers 1 with "
        + Work.BATCH_PER_WORKER
        + " examples a step; the sum of their examples/s";
  }

  @Override
  public Optional<String> absence() {
    return around.data().absence(work.data());
  }

  @Override
  public Measurement measure(Path folder) throws InterruptedException {
    int steps = around.steps().orElse(work.steps());
    ProductRun run = ProductRun.ofSteps(work, around.data().forPlan(work.data()), 1, steps);
    double load = LoadAverage.now();
    List<Command.Running> started = new ArrayList<>();
    try {
      for (int i = 0; i < Work.WORKERS; i++) {
        Path own = folder.resolve("worker-" + i);
        started.add(run.command(around, own.resolve("run")).start(own));
      }
      for (Command.Running running : started) {
        running.await();
      }
    } finally {
      started.forEach(Command.Running::kill);
    }
    return summed(started, load);
  }

  private static Measurement summed(List<Command.Running> ended, double load) {
    double sum = 0;
    List<String> each = new ArrayList<>();
    for (Command.Running running : ended) {
      Path output = running.folder().resolve("run");
      JsonNode result = ProductRun.result(output);
      ProductRun.tidy(output);
      sum += result.path("examplesPerSecond").asDouble();
      each.add(result.path("examplesPerSecond").asText());
    }
    return new Measurement(
        sum,
        load,
        ended.get(0).command().typed(),
        Map.of("examplesPerSecondOfEach", String.join(", ", each)));
  }
}
