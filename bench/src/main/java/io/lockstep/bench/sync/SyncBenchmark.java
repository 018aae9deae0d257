package io.lockstep.bench.sync;

import io.lockstep.collective.Collective;
import io.lockstep.collective.HostGroup;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Waiting;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.Synchronizer;
import io.lockstep.synchronization.SynchronizerSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Workers of one host that have their gradients and do the rest of a step: sum, mean, norm, Adam,
 * parameters everywhere. In turn with it, the same threads copy as many bytes as that reads and
 * writes. A round's time is that of its slowest worker, from the moment when all are ready.
 *
 * @param parameters of the network
 */
public record SyncBenchmark(int parameters, int workers, int rounds, Sharing sharing) {
  /** Over what the workers share. */
  public enum Sharing {
    IN_PROCESS,
    SHARED_MEMORY
  }

  /**
   * Milliseconds by round.
   *
   * @param bytes read and written in a round, by all workers together
   */
  public record Outcome(double[] synchronization, double[] copy, long bytes) {}

  private static final SynchronizationSpec SHARING = new SynchronizationSpec.GradientSharing();
  private static final Waiting WAITING = new Waiting(Duration.ofMinutes(1), () -> false);

  /** Runs it. */
  public Outcome run() throws InterruptedException, IOException {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Collective> members = join();
      List<Future<double[][]>> futures = new ArrayList<>();
      for (Collective member : members) {
        futures.add(threads.submit(() -> work(member)));
      }
      double[][] slowest = new double[2][rounds];
      for (Future<double[][]> future : futures) {
        double[][] own = future.get();
        for (int kind = 0; kind < 2; kind++) {
          for (int round = 0; round < rounds; round++) {
            slowest[kind][round] = Math.max(slowest[kind][round], own[kind][round]);
          }
        }
      }
      // Each element: the workers' gradients, two moments and the parameter are read, three
      // written.
      return new Outcome(slowest[0], slowest[1], 4L * parameters * (workers + 6));
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot measure: a worker failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Collective> join() throws IOException {
    String name = "bench-" + System.nanoTime();
    List<Collective> members = new ArrayList<>();
    if (sharing == Sharing.IN_PROCESS) {
      for (int rank = 0; rank < workers; rank++) {
        members.add(InProcessGroup.join(name, rank, workers, WAITING));
      }
      return members;
    }
    List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
    // Twice the vectors of a run: the copy has its own.
    long bytes = 3 * Synchronizer.memory(SHARING, layout(), 3).bytes(workers);
    HostGroup first = HostGroup.create(name, 0, bytes, HostGroup.folders());
    members.add(first.member(ranks, 0, WAITING));
    for (int rank = 1; rank < workers; rank++) {
      HostGroup other = HostGroup.open(name, 0, bytes, HostGroup.folders());
      members.add(other.member(ranks, rank, WAITING));
    }
    first.unlink();
    return members;
  }

  private ParameterLayout layout() {
    return new ParameterLayout(
        List.of(new Piece("0.weight", Piece.Kind.WEIGHT, List.of(parameters), 0)));
  }

  private double[][] work(Collective member) {
    ParameterLayout layout = layout();
    RunLength length = new RunLength(Span.steps(rounds), 1);
    FlatVector weights = Synchronizer.place(SHARING, member, parameters);
    Optimizer optimizer =
        Optimizer.of(
            new OptimizerSpec(
                new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
                1e-3,
                new ScheduleSpec.Constant(),
                0,
                OptionalDouble.empty()),
            layout,
            length,
            () -> Synchronizer.place(SHARING, member, parameters));
    FlatVector gradient = member.individual(parameters);
    Synchronizer synchronizer =
        Synchronizer.of(
            SHARING,
            new SynchronizerSetup(
                member,
                layout,
                weights,
                Synchronizer.NormNeeded.FOR_METRICS,
                length,
                Progress.start(workers),
                new StepTimer(System::nanoTime)));
    Copy copy = new Copy(member, parameters, workers);
    double[][] millis = new double[2][rounds];
    Progress now = Progress.start(workers);
    Rows nothing = new Rows(workers, 0);
    for (int round = 0; round < rounds; round++) {
      gradient.fill(1e-3f * (round % 7));
      member.exchange(nothing);
      long start = System.nanoTime();
      synchronizer.beforeUpdate(gradient, 1, 1, workers);
      optimizer.update(weights, synchronizer.gradient(), synchronizer.slice(), 0, now);
      now = now.advance(workers);
      synchronizer.afterUpdate(weights, optimizer.state(), now);
      millis[0][round] = (System.nanoTime() - start) * 1e-6;
      member.exchange(nothing);
      start = System.nanoTime();
      copy.run();
      member.exchange(nothing);
      millis[1][round] = (System.nanoTime() - start) * 1e-6;
    }
    member.close();
    return millis;
  }

  /** As many bytes as a step reads and writes, copied: half of them read, half written. */
  private static final class Copy {
    private final List<FlatVector> sources = new ArrayList<>();
    private final List<FlatVector> targets = new ArrayList<>();
    private final Slice slice;

    Copy(Collective member, int parameters, int workers) {
      slice = member.slice(parameters);
      for (int i = 0; i < (workers + 6) / 2; i++) {
        sources.add(member.replicated(parameters));
        targets.add(member.replicated(parameters));
      }
    }

    void run() {
      for (int i = 0; i < sources.size(); i++) {
        targets.get(i).copyFrom(sources.get(i), slice);
      }
    }
  }
}
