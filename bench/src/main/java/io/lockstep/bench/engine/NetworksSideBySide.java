package io.lockstep.bench.engine;

import io.lockstep.data.Batch;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.dl4j.Dl4jEngine;
import io.lockstep.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Run: {@code java ... NetworksSideBySide lenet 2}, with the class path of {@code scripts/bench}.
 * Networks of one thread each in one process, computing at the same time: what a step takes of CPU
 * and of the clock, and how often its thread had to wait for another. Two processes with one
 * network each, started together, are what to compare with.
 */
public final class NetworksSideBySide {
  private static final int ROWS = 128;
  private static final int WARM_UP_STEPS = 20;
  private static final int ROUNDS = 5;
  private static final int STEPS = 20;
  private static final long DEADLINE_MINUTES = 10;

  /** Of one step, as medians over rounds. */
  private record Step(double cpuMillis, double clockMillis, double waits) {}

  private final NetworkSpec spec;
  private final CyclicBarrier start;

  private NetworksSideBySide(NetworkSpec spec, int threads) {
    this.spec = spec;
    this.start = new CyclicBarrier(threads);
  }

  /**
   * @param arguments network and number of threads
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    ReferenceNetwork network = ReferenceNetwork.named(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    new Dl4jEngine().description();
    NetworkSpec spec = network.spec(Path.of(System.getProperty("lockstep.root", "")));
    NetworksSideBySide work = new NetworksSideBySide(spec, threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Step>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(executor.submit((Callable<Step>) work::measure));
      }
      for (Future<Step> one : running) {
        Step step = one.get(DEADLINE_MINUTES, TimeUnit.MINUTES);
        System.out.printf(
            "%s, %d in this process: %.1f ms of CPU and %.1f ms of the clock a step, %.2f waits%n",
            network, threads, step.cpuMillis, step.clockMillis, step.waits);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private Step measure()
      throws IOException, InterruptedException, BrokenBarrierException, TimeoutException {
    Batch batch = ReferenceNetwork.batch(spec, ROWS);
    Progress now = Progress.start(1_000);
    Samples cpu = new Samples();
    Samples clock = new Samples();
    Samples waits = new Samples();
    try (Network network = ReferenceNetwork.bind(new Dl4jEngine(), spec, ROWS)) {
      for (int i = 0; i < WARM_UP_STEPS; i++) {
        network.forwardBackward(batch, now);
      }
      for (int round = 0; round < ROUNDS; round++) {
        start.await(DEADLINE_MINUTES, TimeUnit.MINUTES);
        long waitsBefore = waits();
        long clockBefore = System.nanoTime();
        long cpuBefore = ThreadUse.cpuNanos();
        for (int i = 0; i < STEPS; i++) {
          network.forwardBackward(batch, now);
        }
        cpu.add((ThreadUse.cpuNanos() - cpuBefore) / 1e6 / STEPS);
        clock.add((System.nanoTime() - clockBefore) / 1e6 / STEPS);
        waits.add((double) (waits() - waitsBefore) / STEPS);
      }
    }
    return new Step(cpu.median(), clock.median(), waits.median());
  }

  /** How often this thread gave up its core because it waited: for a lock of any kind, or I/O. */
  private static long waits() throws IOException {
    String name = "voluntary_ctxt_switches:";
    for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).trim());
      }
    }
    throw new IOException("Cannot read how often the thread waited: no " + name);
  }
}
