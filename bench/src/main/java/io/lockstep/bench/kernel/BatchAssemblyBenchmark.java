package io.lockstep.bench.kernel;

import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.DataSpec;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetBuilder;
import io.lockstep.data.Example;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.MemoryBudget;
import io.lockstep.data.Normalization;
import io.lockstep.data.VirtualShards;
import io.lockstep.seed.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code scripts/bench kernels BatchAssembly}. One batch of 128 pictures out of 12,800, in the
 * shuffled order of an epoch: read as bytes, normalized, written as float32, with labels one-hot.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BatchAssemblyBenchmark {
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 12_800;
  private static final int ROWS = 128;

  /** Pixels of a picture: MNIST's, CIFAR-10's. */
  @Param({"784", "3072"})
  int width;

  private Batch batch;
  private BatchAssembly assembly;
  private long step;

  @Setup
  public void gather() {
    ExampleForm form = new ExampleForm(width, DataSpec.Task.CLASSIFICATION, CLASSES);
    VirtualShards shards = new VirtualShards(64, EXAMPLES, new Seed(1));
    assembly = new BatchAssembly(new GlobalBatches(shards, ROWS, 0, 1), dataset(form).reader());
    batch = new Batch(ROWS, width, CLASSES);
  }

  private static Dataset dataset(ExampleForm form) {
    Random random = new Random(7);
    MemoryBudget budget =
        new MemoryBudget(Long.MAX_VALUE, Path.of(System.getProperty("java.io.tmpdir")));
    Normalization normalization = new Normalization(List.of(33.3), List.of(1 / 78.6));
    try (DatasetBuilder builder = Dataset.builder(form, normalization, budget)) {
      for (int id = 0; id < EXAMPLES; id++) {
        byte[] pixels = new byte[form.width()];
        random.nextBytes(pixels);
        builder.append(
            new Example(id, new Example.Bytes(pixels), new float[] {random.nextInt(CLASSES)}));
      }
      return builder.build();
    }
  }

  @Benchmark
  public Batch assemble() {
    long position = step % (EXAMPLES / ROWS) * ROWS;
    assembly.assemble(0, position, batch);
    step++;
    return batch;
  }
}
