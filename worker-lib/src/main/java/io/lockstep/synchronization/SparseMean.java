package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Messages;
import io.lockstep.compression.SparseCodec;
import io.lockstep.compression.SparseForm;
import io.lockstep.compression.SparseSum;
import io.lockstep.parameters.FlatVector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mean of what each rank sends of its gradient and of what it has held back so far. Every rank
 * has every rank's message and sums the elements that it needs, in the order of ranks.
 */
final class SparseMean implements CompressedMean {
  private static final int CHUNK = 1024;

  private final Collective collective;
  private final SparseCodec codec;
  private final Messages messages;
  private final SparseSum sum;
  private final float[] residual;
  private final float[] chunk = new float[CHUNK];
  private long bytes;

  SparseMean(Collective collective, SparseForm form, SparseCodec codec) {
    this.collective = collective;
    this.codec = codec;
    this.messages = collective.messages(codec.mostBytes());
    this.sum = new SparseSum(form, collective.size());
    this.residual = new float[form.elements()];
  }

  @Override
  public void begin(FlatVector local, long globalExamples) {
    float factor = 1f / globalExamples;
    for (int from = 0; from < residual.length; from += CHUNK) {
      int length = Math.min(CHUNK, residual.length - from);
      local.floats().get(from, chunk, 0, length);
      addScaled(chunk, factor, length, residual, from);
    }
  }

  private static void addScaled(float[] x, float factor, int length, float[] to, int from) {
    for (int i = 0; i < length; i++) {
      to[from + i] += factor * x[i];
    }
  }

  @Override
  public float offer(FlatVector local) {
    local.copyFrom(residual);
    return 1;
  }

  @Override
  public void share(FlatVector local) {
    ByteBuffer own = messages.own();
    int length = codec.encode(residual, own);
    own.position(length);
    bytes = length;
    collective.gather(messages);
    for (int rank = 0; rank < collective.size(); rank++) {
      ByteBuffer message = messages.of(rank);
      sum.open(rank, message, message.remaining());
    }
    codec.adapt(sum);
  }

  @Override
  public void load(int from, int length, float[] into) {
    sum.load(from, length, into);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Adds all that has been held back to this rank's sum; nothing is afterwards. */
  void release(FlatVector local, long globalExamples) {
    for (int from = 0; from < residual.length; from += CHUNK) {
      int length = Math.min(CHUNK, residual.length - from);
      local.floats().get(from, chunk, 0, length);
      for (int i = 0; i < length; i++) {
        chunk[i] += residual[from + i] * globalExamples;
      }
      local.floats().put(from, chunk, 0, length);
    }
    Arrays.fill(residual, 0);
  }

  /**
   * All ranks' residuals, {@code residual.0} and so on, for rank 0; none for the others. All ranks
   * call it, between two steps.
   */
  Map<String, FlatVector> gatherResiduals() {
    Map<String, FlatVector> all = new LinkedHashMap<>();
    for (int rank = 0; collective.rank() == 0 && rank < collective.size(); rank++) {
      all.put(name(rank), FlatVector.allocate(residual.length));
    }
    int most = messages.capacity() / Float.BYTES;
    for (int from = 0; from < residual.length; from += most) {
      int length = Math.min(most, residual.length - from);
      ByteBuffer own = messages.own();
      own.asFloatBuffer().put(residual, from, length);
      own.position(Float.BYTES * length);
      collective.gather(messages);
      for (int rank = 0; rank < all.size(); rank++) {
        all.get(name(rank)).floats().put(from, messages.of(rank).asFloatBuffer(), 0, length);
      }
    }
    return all;
  }

  private static String name(int rank) {
    return "residual." + rank;
  }

  /**
   * Takes up what ranks had held back: this rank's own if there are as many ranks as then, else an
   * equal part of all, so that nothing is lost.
   */
  void restore(Map<String, FlatVector> residuals) {
    if (residuals.size() == collective.size()) {
      residuals.get(name(collective.rank())).floats().get(0, residual);
      return;
    }
    for (FlatVector vector : residuals.values()) {
      addScaled(vector.toArray(), 1f / collective.size(), residual.length, residual, 0);
    }
  }

  SparseCodec codec() {
    return codec;
  }
}
