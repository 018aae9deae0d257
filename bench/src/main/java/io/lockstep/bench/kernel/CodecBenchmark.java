package io.lockstep.bench.kernel;

import io.lockstep.collective.Bfloat16;
import io.lockstep.compression.CompressionSpec.Threshold;
import io.lockstep.compression.CompressionSpec.TopK;
import io.lockstep.compression.GuardSpec;
import io.lockstep.compression.SparseCodec;
import io.lockstep.compression.SparseForm;
import io.lockstep.compression.SparseSum;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
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
 * {@code scripts/bench kernels Codec}. A gradient of 2.9 million elements into the bytes of its
 * message and back, by one thread. Sparse ones at 1 %: encoding begins with adding the gradient to
 * what was held back, decoding is the sum of two ranks' messages over the whole vector, of which a
 * worker in a run takes its part of its host.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {
  @Param({"bf16", "threshold", "top-k"})
  String type;

  private Codec codec;

  /** What is measured. */
  private interface Codec {
    ByteBuffer encode();

    Object decode();
  }

  @Setup
  public void choose() {
    GuardSpec guard = new GuardSpec(100, 1, -1);
    SparseForm form = new SparseForm(Vectors.PARAMETERS, List.of());
    codec =
        switch (type) {
          case "bf16" -> new Rounded();
          case "threshold" -> new Sparse(form, SparseCodec.of(new Threshold(0.01, guard), form));
          case "top-k" -> new Sparse(form, SparseCodec.of(new TopK(0.01, guard), form));
          default -> throw new IllegalArgumentException("No codec " + type);
        };
    codec.encode();
  }

  @Benchmark
  public ByteBuffer encode() {
    return codec.encode();
  }

  @Benchmark
  public Object decode() {
    return codec.decode();
  }

  private static ByteBuffer message(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static final class Rounded implements Codec {
    private final Slice all = Slice.all(Vectors.PARAMETERS);
    private final FlatVector gradient = Vectors.random(4);
    private final FlatVector decoded = Vectors.random(5);
    private final ByteBuffer message = message(Short.BYTES * Vectors.PARAMETERS);

    @Override
    public ByteBuffer encode() {
      Bfloat16.narrow(gradient, all, message.asShortBuffer());
      return message;
    }

    @Override
    public Object decode() {
      Bfloat16.widen(message.asShortBuffer(), decoded, all);
      return decoded;
    }
  }

  private static final class Sparse implements Codec {
    private static final int RANKS = 2;
    private static final int CHUNK = 1024;

    /** Taken in turn, so that what is held back goes up and down as it does in a run. */
    private final List<float[]> gradients =
        List.of(
            Vectors.random(4).toArray(), Vectors.random(5).toArray(), Vectors.random(6).toArray());

    private final float[] accumulated = new float[Vectors.PARAMETERS];
    private final float[] chunk = new float[CHUNK];
    private final SparseCodec codec;
    private final SparseSum sum;
    private final ByteBuffer message;
    private int step;

    Sparse(SparseForm form, SparseCodec codec) {
      this.codec = codec;
      this.sum = new SparseSum(form, RANKS);
      this.message = message(codec.mostBytes());
    }

    @Override
    public ByteBuffer encode() {
      float[] gradient = gradients.get(step++ % gradients.size());
      for (int i = 0; i < accumulated.length; i++) {
        accumulated[i] += gradient[i];
      }
      int bytes = codec.encode(accumulated, message);
      for (int rank = 0; rank < RANKS; rank++) {
        sum.open(rank, message, bytes);
      }
      codec.adapt(sum);
      return message;
    }

    @Override
    public Object decode() {
      for (int from = 0; from < Vectors.PARAMETERS; from += CHUNK) {
        sum.load(from, Math.min(CHUNK, Vectors.PARAMETERS - from), chunk);
      }
      return chunk;
    }
  }
}
