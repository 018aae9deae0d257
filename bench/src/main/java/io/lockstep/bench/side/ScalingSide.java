package io.lockstep.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The product with any number of workers, all over the network collective, which stands for workers
 * on hosts of their own.
 */
public record ScalingSide(Work work, Surroundings around, int workers, int examplesPerWorker) {
  private static final long POLL_MILLIS = 50;

  /**
   * What a run took.
   *
   * @param cpuSeconds of all its processes
   * @param sentBytes of all workers to each other
   * @param driverBytes of all workers to the driver
   */
  public record Use(double cpuSeconds, long sentBytes, long driverBytes) {}

  /** Runs so many steps. */
  public Use run(int steps, Path folder) throws InterruptedException {
    Path output = folder.resolve("run");
    ProductRun run =
        new ProductRun(
            work.plan(),
            around.data().forPlan(work.data()),
            workers,
            List.of(
                "training.epochs=none",
                "training.steps=" + steps,
                "training.global-batch=" + workers * examplesPerWorker,
                "data.validation=none"),
            List.of("spark.lockstep.collective=network"));
    Command.Running running = run.command(around, output).start(folder);
    double cpu = 0;
    while (!running.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      cpu = Math.max(cpu, cpuSeconds(running.process().toHandle()));
    }
    running.await();
    long driverBytes = ProductRun.result(output).path("driverBytes").asLong();
    long sentBytes = sentBytes(output.resolve("metrics.jsonl"));
    ProductRun.tidy(output);
    return new Use(cpu, sentBytes, driverBytes);
  }

  private static long sentBytes(Path metrics) {
    ObjectMapper json = new ObjectMapper();
    long sum = 0;
    try (MappingIterator<JsonNode> lines =
        json.readerFor(JsonNode.class).readValues(metrics.toFile())) {
      while (lines.hasNext()) {
        sum += lines.next().path("sentBytes").asLong();
      }
      return sum;
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.INTERNAL, "Cannot read " + metrics + ": " + e.getMessage(), e);
    }
  }

  /** Of a process and all that it has started and that still runs. */
  private static double cpuSeconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(duration -> duration.toNanos() * 1e-9)
        .sum();
  }
}
