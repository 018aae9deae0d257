package io.lockstep.synchronization;

import io.lockstep.collective.VectorSum;
import io.lockstep.compression.Deviation;
import io.lockstep.compression.GuardSpec;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Compares, every so many steps, what was shared with the dense mean of what all ranks could have
 * sent. Each rank looks at its slice; the sums ride along with the journal, so that all ranks come
 * to the same verdict. With error feedback the first is the error of the compressor itself: {@code
 * 1 - error^2} is the delta of Karimireddy et al. 2019 (arXiv 1901.09847, assumption A).
 */
final class Guard {
  private static final int CHUNK = 1024;

  private final GuardSpec spec;
  private final Slice slice;
  private final List<Slice> statistics;
  private final Deviation deviation = new Deviation();
  private final float[] dense;
  private final float[] denseChunk = new float[CHUNK];
  private final float[] sentChunk = new float[CHUNK];
  private final double[] others = new double[Deviation.SUMS];
  private boolean looked;

  /**
   * @param slice that this rank looks at
   */
  Guard(GuardSpec spec, ParameterLayout layout, Slice slice) {
    this.spec = spec;
    this.slice = slice;
    this.statistics = layout.parts(slice, Set.of(Piece.Kind.STATISTIC));
    this.dense = new float[slice.length()];
  }

  /**
   * Whether to look at a step.
   *
   * @param step counted from 1
   */
  boolean isDue(long step) {
    return step % spec.every() == 0;
  }

  /** Nothing is looked at in this step. */
  void rest() {
    looked = false;
    deviation.clear();
  }

  /** Takes the dense mean. */
  void keep(VectorSum sum, float factor) {
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int length = Math.min(CHUNK, slice.to() - from);
      sum.load(from, length, factor, denseChunk);
      System.arraycopy(denseChunk, 0, dense, from - slice.from(), length);
    }
  }

  /** Compares it with what was shared. */
  void compare(CompressedMean mean) {
    deviation.clear();
    looked = true;
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int length = Math.min(CHUNK, slice.to() - from);
      System.arraycopy(dense, from - slice.from(), denseChunk, 0, length);
      mean.load(from, length, sentChunk);
      passOver(from, length);
      deviation.add(denseChunk, sentChunk, length);
    }
  }

  /** Statistics are not compressed. */
  private void passOver(int from, int length) {
    for (int i = 0; i < statistics.size(); i++) {
      int start = Math.max(statistics.get(i).from() - from, 0);
      int end = Math.min(statistics.get(i).to() - from, length);
      if (start < end) {
        Arrays.fill(denseChunk, start, end, 0);
        Arrays.fill(sentChunk, start, end, 0);
      }
    }
  }

  /** Puts this rank's sums into its row. */
  void offer(StepJournal journal, int at) {
    journal.writeTail(at, deviation.sums(), 0, Deviation.SUMS);
  }

  /** Takes the sums of all ranks, if there was a look. */
  void collect(StepJournal journal, int at) {
    if (!looked) {
      return;
    }
    deviation.clear();
    for (int rank = 0; rank < journal.ranks(); rank++) {
      journal.readTail(rank, at, others, 0, Deviation.SUMS);
      deviation.add(others, 0);
    }
    journal.deviation(deviation.error(), deviation.cosine());
  }

  /** Whether what was seen in this step is within the bounds; so is what was not looked at. */
  boolean holds() {
    return !looked || spec.holds(deviation.error(), deviation.cosine());
  }

  /** For people: what was seen, and what the bounds are. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "relative error %.4g (at most %.4g), cosine %.4g (at least %.4g)",
        deviation.error(),
        spec.maxError(),
        deviation.cosine(),
        spec.minCosine());
  }
}
