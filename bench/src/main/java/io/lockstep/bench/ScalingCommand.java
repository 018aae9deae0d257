package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.bench.report.Commit;
import io.lockstep.bench.report.Machine;
import io.lockstep.bench.scaling.ScalingModel;
import io.lockstep.bench.scaling.ScalingPoint;
import io.lockstep.bench.scaling.ScalingRun;
import io.lockstep.bench.side.Surroundings;
import io.lockstep.bench.side.Work;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What one more worker costs, and what a thousand would. */
@Command(
    name = "scaling",
    description = {
      "Runs with 1, 2, 4, 8 and 16 workers over the network, more than there are cores: bytes sent,",
      "bytes that reach the driver and CPU seconds an example, with a cost model fitted to them."
    },
    footer = {"", "Example:", "  scripts/bench scaling --work lenet"})
final class ScalingCommand implements Callable<Integer> {
  /** 10 Gbit/s: what a worker's share of the network is assumed to be. */
  private static final double BANDWIDTH = 1.25e9;

  /** About half a minute of steps for each number of workers. */
  private static final int STEPS = 1_600;

  private static final List<Integer> BEYOND = List.of(16, 64, 256, 1000);

  @Spec CommandSpec spec;

  @Mixin ContestOptions options;

  @Option(
      names = "--work",
      paramLabel = "WORK",
      defaultValue = "lenet",
      converter = WorkName.class,
      description = "mlp, lenet or 3c3d (default: ${DEFAULT-VALUE}).")
  Work work;

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8,16",
      description = "Numbers of workers, at least three (default: ${DEFAULT-VALUE}).")
  List<Integer> workers;

  @Option(
      names = "--examples-per-worker",
      paramLabel = "N",
      defaultValue = "32",
      description = "Of a step (default: ${DEFAULT-VALUE}).")
  int examplesPerWorker;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Instant started = Instant.now();
    Surroundings around = options.surroundings();
    Path output = options.output(started);
    PrintWriter out = spec.commandLine().getOut();
    List<ScalingPoint> points = new ArrayList<>();
    for (int count : workers) {
      ScalingRun run =
          new ScalingRun(work, around, count, examplesPerWorker, around.steps().orElse(STEPS));
      points.add(run.measure(output.resolve("runs")));
      out.println(line(points.get(points.size() - 1)));
      out.flush();
    }
    ScalingModel model = ScalingModel.fit(points);
    tell(out, model, points.get(points.size() - 1));
    write(output, Commit.of(around.root()), points, model);
    out.println("Results: " + output);
    return 0;
  }

  private static String line(ScalingPoint point) {
    return String.format(
        Locale.ROOT,
        "%3d workers: %,.0f bytes sent a step and worker, %,.0f bytes to the driver a step, %.3f CPU ms an example",
        point.workers(),
        point.sentBytesPerStep(),
        point.driverBytesPerStep(),
        1e3 * point.cpuSecondsPerExample());
  }

  private void tell(PrintWriter out, ScalingModel model, ScalingPoint last) {
    out.printf(
        Locale.ROOT,
        "Model: %.3f CPU ms an example, %.3f CPU ns a byte sent, %.1f CPU us a message; largest error %.0f %%%n",
        1e3 * model.example(),
        1e9 * model.sentByte(),
        1e6 * model.message(),
        100 * model.error());
    out.println("With a core and 10 Gbit/s for each worker, and 128 examples a step:");
    double whole = last.sentBytesPerStep() * last.workers() / (last.workers() - 1);
    for (int count : BEYOND) {
      double sent = whole * (count - 1) / count;
      double cpu = model.cpuSecondsPerWorker(count, 128, sent);
      double step = Math.max(cpu, sent / BANDWIDTH);
      out.printf(
          Locale.ROOT,
          "%5d workers: step %.1f ms (CPU %.1f, wire %.1f), efficiency %.2f, %,.0f messages a step and worker%n",
          count,
          1e3 * step,
          1e3 * cpu,
          1e3 * sent / BANDWIDTH,
          model.cpuSecondsPerWorker(1, 128, 0) / step,
          2.0 * (count - 1));
    }
  }

  private void write(Path output, Commit commit, List<ScalingPoint> points, ScalingModel model)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("command", Typed.command(spec));
    root.put("commit", commit.toString());
    root.put("machine", Machine.here().toString());
    ArrayNode measured = root.putArray("measured");
    points.forEach(point -> measured.addPOJO(point));
    root.putPOJO("model", model);
    Files.createDirectories(output);
    json.writerWithDefaultPrettyPrinter().writeValue(output.resolve("scaling.json").toFile(), root);
  }
}
