package io.lockstep.bench.kernel;

import io.lockstep.optimizer.GradientSource;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code scripts/bench kernels Optimizer}. Adam on 2.9 million parameters, all of them, by one
 * thread: it reads four vectors (parameters, gradient, two moments) and writes three, 82 MB a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OptimizerBenchmark {
  private final Optimizer adam =
      Optimizer.of(
          new OptimizerSpec(
              new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
              1e-3,
              new ScheduleSpec.Constant(),
              0,
              OptionalDouble.empty()),
          Vectors.layout(),
          new RunLength(Span.steps(1_000_000), 234));
  private final FlatVector parameters = Vectors.random(1);
  private final GradientSource gradient = GradientSource.of(Vectors.random(2));
  private final Slice all = Slice.all(Vectors.PARAMETERS);
  private final Progress now = new Progress(100, 25_600, 60_000);

  @Benchmark
  public FlatVector adam() {
    adam.update(parameters, gradient, all, Double.NaN, now);
    return parameters;
  }
}
