package io.lockstep.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
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
   * @param result its {@code _RESULT.json}
   */
  public record Use(double cpuSeconds, JsonNode result) {}

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
    JsonNode result = ProductRun.result(output);
    ProductRun.tidy(output);
    return new Use(cpu, result);
  }

  /** Of a process and all that it has started and that still runs. */
  private static double cpuSeconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(duration -> duration.toNanos() * 1e-9)
        .sum();
  }
}
