package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Messages;
import io.lockstep.collective.Rows;
import io.lockstep.collective.VectorSum;
import io.lockstep.collective.Wire;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The dense mean: each rank sums its slice, divides, and the slices are gathered; rounded where the
 * wire is bfloat16. Running statistics are not: they go apart, as messages of float32.
 */
final class RoundedMean implements CompressedMean {
  private static final int CHUNK = 1024;

  private final Collective collective;
  private Wire wire;
  private final FlatVector mean;
  private final Slice slice;
  private final Rows nothing;
  private final List<Slice> apart;
  private final Optional<Messages> messages;
  private final float[] statistics;
  private final float[] chunk = new float[CHUNK];
  private float factor;

  RoundedMean(Collective collective, ParameterLayout layout, Wire wire) {
    this.collective = collective;
    this.wire = wire;
    this.mean = collective.replicated(layout.length());
    this.slice = collective.slice(layout.length());
    this.nothing = new Rows(collective.size(), 0);
    this.apart =
        wire == Wire.FLOAT32
            ? List.of()
            : layout.parts(Slice.all(layout.length()), Set.of(Piece.Kind.STATISTIC));
    this.statistics = new float[apart.stream().mapToInt(Slice::length).sum()];
    this.messages =
        statistics.length == 0
            ? Optional.empty()
            : Optional.of(collective.messages(Float.BYTES * statistics.length));
  }

  /** From now on nothing is rounded. */
  void roundNoMore() {
    wire = Wire.FLOAT32;
  }

  @Override
  public void begin(FlatVector local, long globalExamples) {
    factor = 1f / globalExamples;
  }

  @Override
  public float offer(FlatVector local) {
    return factor;
  }

  @Override
  public void share(FlatVector local) {
    VectorSum sum = collective.reduceScatter(local, wire);
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int length = Math.min(CHUNK, slice.to() - from);
      sum.load(from, length, factor, chunk);
      mean.floats().put(from, chunk, 0, length);
    }
    collective.allGather(mean, nothing, wire);
    if (statistics.length > 0) {
      shareStatistics(local, messages.orElseThrow());
    }
  }

  private void shareStatistics(FlatVector local, Messages sent) {
    ByteBuffer own = sent.own();
    for (int part = 0; part < apart.size(); part++) {
      Slice of = apart.get(part);
      for (int i = of.from(); i < of.to(); i++) {
        own.putFloat(local.get(i));
      }
    }
    collective.gather(sent);
    Arrays.fill(statistics, 0);
    for (int rank = 0; rank < collective.size(); rank++) {
      ByteBuffer of = sent.of(rank);
      for (int i = 0; i < statistics.length; i++) {
        statistics[i] += of.getFloat(Float.BYTES * i);
      }
    }
  }

  @Override
  public void load(int from, int length, float[] into) {
    mean.floats().get(from, into, 0, length);
    int first = 0;
    for (int part = 0; part < apart.size(); part++) {
      Slice of = apart.get(part);
      int to = Math.min(from + length, of.to());
      for (int i = Math.max(from, of.from()); i < to; i++) {
        into[i - from] = factor * statistics[first + i - of.from()];
      }
      first += of.length();
    }
  }

  @Override
  public long bytes() {
    return (long) wire.bytes() * mean.length() + Float.BYTES * statistics.length;
  }
}
