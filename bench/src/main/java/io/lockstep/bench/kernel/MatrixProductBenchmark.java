package io.lockstep.bench.kernel;

import io.lockstep.kernel.Kernels;
import java.util.SplittableRandom;
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
 * {@code scripts/bench kernels MatrixProduct}. Square matrices by one thread, as Muon multiplies
 * them: 2 size³ floating point operations a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MatrixProductBenchmark {
  @Param({"256", "1024"})
  int size;

  private final Kernels kernels = Kernels.best();
  private float[] a = {};
  private float[] b = {};
  private float[] c = {};

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    a = values(random);
    b = values(random);
    c = new float[size * size];
  }

  private float[] values(SplittableRandom random) {
    float[] values = new float[size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @Benchmark
  public float[] product() {
    kernels.multiply(a, b, size, size, size, c);
    return c;
  }
}
