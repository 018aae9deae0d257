package io.lockstep.bench.engine;

import io.lockstep.data.Batch;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.dl4j.Dl4jEngine;
import io.lockstep.network.dl4j.LayerObserver.Pass;
import io.lockstep.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Run: {@code scripts/bench engine --work mlp,lenet,3c3d,resnet-20}. Prints for each network, at
 * 128 examples, the thread CPU time of {@code forwardBackward} by layer and pass, each as GFLOP/s
 * and as a part of what sgemm reaches in the same minute, and the memory that a step takes. Times
 * are medians over rounds; the peak is measured before each round.
 */
public final class EngineProfile {
  private static final int ROWS = 128;
  private static final int WARM_UP_STEPS = 30;
  private static final int ROUNDS = 9;
  private static final int STEPS = 10;

  private final ReferenceNetwork reference;
  private final NetworkSpec spec;
  private final Batch batch;
  private final Progress now = Progress.start(1_000);
  private final SgemmPeak peak = new SgemmPeak();

  private EngineProfile(ReferenceNetwork reference, Path root) throws IOException {
    this.reference = reference;
    this.spec = reference.spec(root);
    this.batch = ReferenceNetwork.batch(spec, ROWS);
  }

  /**
   * @param arguments networks; none: all
   */
  public static void main(String[] arguments) throws IOException {
    List<ReferenceNetwork> networks =
        arguments.length == 0
            ? List.of(ReferenceNetwork.values())
            : Arrays.stream(arguments).map(ReferenceNetwork::named).toList();
    System.out.println(new Dl4jEngine().description());
    Path root = Path.of(System.getProperty("lockstep.root", ""));
    for (ReferenceNetwork network : networks) {
      new EngineProfile(network, root).print();
    }
  }

  private void print() {
    int layers = spec.layers().size();
    LayerClock clock = new LayerClock(layers);
    try (Network network = ReferenceNetwork.bind(new Dl4jEngine(clock), spec, ROWS)) {
      step(network, WARM_UP_STEPS);
      Samples peaks = new Samples();
      Samples all = new Samples();
      Samples[][] times = new Samples[Pass.values().length][layers];
      for (Samples[] ofPass : times) {
        Arrays.setAll(ofPass, i -> new Samples());
      }
      for (int round = 0; round < ROUNDS; round++) {
        peaks.add(peak.measure());
        clock.reset();
        long start = ThreadUse.cpuNanos();
        step(network, STEPS);
        all.add((ThreadUse.cpuNanos() - start) / 1e6 / STEPS);
        for (Pass pass : Pass.values()) {
          for (int i = 0; i < layers; i++) {
            times[pass.ordinal()][i].add(clock.millis(i, pass) / STEPS);
          }
        }
      }
      table(times, peaks.median(), all);
    }
    memory();
  }

  private void table(Samples[][] times, double peak, Samples all) {
    System.out.printf(
        "%n%s: %.1f ms a step (least %.1f) of %d examples; sgemm peak %.0f GFLOP/s%n%n",
        reference, all.median(), all.least(), ROWS, peak);
    System.out.println("| layer | forward ms | GFLOP/s | backward ms | GFLOP/s | of peak |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    double measured = 0;
    double work = 0;
    for (int i = 0; i < spec.layers().size(); i++) {
      NetworkSpec.Layer layer = spec.layers().get(i);
      double forward = times[Pass.FORWARD.ordinal()][i].median();
      double backward = times[Pass.BACKWARD.ordinal()][i].median();
      double forwardWork = Arithmetic.forward(layer) * ROWS;
      double backwardWork = Arithmetic.backward(layer, i) * ROWS;
      measured += forward + backward;
      work += forwardWork + backwardWork;
      System.out.printf(
          "| %s | %.2f | %s | %.2f | %s | %s |%n",
          layer.name(),
          forward,
          speed(forwardWork, forward),
          backward,
          speed(backwardWork, backward),
          part(forwardWork + backwardWork, forward + backward, peak));
    }
    System.out.printf("| between layers | %.2f | | | | |%n", all.median() - measured);
    System.out.printf(
        "| all | %.2f | %s | | | %s |%n",
        all.median(), speed(work, all.median()), part(work, all.median(), peak));
  }

  private static String speed(double work, double millis) {
    return work == 0 || millis < 1e-3 ? "" : "%.0f".formatted(work / millis / 1e6);
  }

  private static String part(double work, double millis, double peak) {
    return work == 0 ? "" : "%.0f %%".formatted(100 * work / millis / 1e6 / peak);
  }

  /** By a network that nobody observes, since the observing allocates. */
  private void memory() {
    try (Network network = ReferenceNetwork.bind(new Dl4jEngine(), spec, ROWS)) {
      step(network, WARM_UP_STEPS);
      List<Long> heap = new ArrayList<>();
      long offHeap = Pointer.totalBytes();
      for (int round = 0; round < ROUNDS; round++) {
        long before = ThreadUse.heapBytes();
        step(network, STEPS);
        heap.add((ThreadUse.heapBytes() - before) / STEPS);
      }
      System.out.printf(
          "%nGarbage: %,d bytes of heap a step. Off-heap, held by JavaCPP: %,d bytes, %+,d over %d"
              + " steps.%n",
          heap.stream().sorted().toList().get(ROUNDS / 2),
          Pointer.totalBytes(),
          Pointer.totalBytes() - offHeap,
          ROUNDS * STEPS);
    }
  }

  private void step(Network network, int steps) {
    for (int i = 0; i < steps; i++) {
      network.forwardBackward(batch, now);
    }
  }
}
