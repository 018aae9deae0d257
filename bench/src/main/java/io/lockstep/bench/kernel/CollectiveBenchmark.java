package io.lockstep.bench.kernel;

import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Rows;
import io.lockstep.collective.VectorSum;
import io.lockstep.collective.Waiting;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@code scripts/bench kernels Collective}. What two workers of one process need to agree on a sum:
 * reduce-scatter, taking the sum of the own slice, all-gather; without an optimizer. The second
 * worker is a thread that does nothing else, so at least two idle cores are needed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CollectiveBenchmark {
  private static final int WORKERS = 2;
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  /** Of one vector: 4 KB to 64 MB. */
  @Param({"4096", "65536", "1048576", "11653160", "67108864"})
  int bytes;

  private final ExecutorService second = Executors.newSingleThreadExecutor();
  private volatile boolean stopped;
  private Membership own;

  @Setup
  public void join() throws Exception {
    String name = "benchmark-" + System.nanoTime();
    var peer = second.submit(() -> new Membership(name, 1));
    own = new Membership(name, 0);
    Membership theirs = peer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    second.execute(theirs::serve);
  }

  @TearDown
  public void leave() throws InterruptedException {
    stopped = true;
    second.shutdown();
    second.awaitTermination(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    own.collective.close();
  }

  @Benchmark
  public FlatVector agree() {
    return own.agree();
  }

  /** One worker's side of it. */
  private final class Membership {
    private final Collective collective;
    private final FlatVector gradient;
    private final FlatVector parameters;
    private final Rows nothing = new Rows(WORKERS, 0);
    private final float[] block = new float[Slice.BLOCK];

    Membership(String name, int rank) {
      collective = InProcessGroup.join(name, rank, WORKERS, new Waiting(DEADLINE, () -> stopped));
      gradient = collective.individual(bytes / Float.BYTES);
      parameters = collective.replicated(bytes / Float.BYTES);
    }

    FlatVector agree() {
      VectorSum sum = collective.reduceScatter(gradient);
      sum.store(collective.slice(gradient.length()), parameters, block);
      collective.allGather(parameters, nothing);
      return parameters;
    }

    void serve() {
      try (collective) {
        while (!stopped) {
          agree();
        }
      } catch (CollectiveException e) {
        // the last wait ends so: the benchmark is over
      }
    }
  }
}
