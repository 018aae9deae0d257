package io.lockstep.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Side;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The product: two workers of one run, its examples/s out of its own {@code _RESULT.json}. */
public record ProductSide(Work work, Surroundings around) implements Side {
  @Override
  public String name() {
    return "lockstep";
  }

  @Override
  public String given() {
    return "scripts/lockstep train "
        + work.plan()
        + " --master local["
        + Work.WORKERS
        + "] --workers "
        + Work.WORKERS
        + ": one JVM, a thread a worker, everything else its default";
  }

  @Override
  public Optional<String> absence() {
    return around.data().absence(work.data());
  }

  @Override
  public Measurement measure(Path folder) throws InterruptedException {
    Path output = folder.resolve("run");
    int steps = around.steps().orElse(work.steps());
    Command command =
        ProductRun.ofSteps(work, around.data().forPlan(work.data()), Work.WORKERS, steps)
            .command(around, output);
    double load = LoadAverage.now();
    command.run(folder);
    JsonNode result = ProductRun.result(output);
    ProductRun.tidy(output);
    return new Measurement(
        result.path("examplesPerSecond").asDouble(),
        load,
        command.typed(),
        Map.of(
            "steps", result.path("steps").asText(),
            "engine", result.path("engine").asText(),
            "secondsInAll", result.path("seconds").asText(),
            "parameters", result.path("parameters").asText()));
  }
}
