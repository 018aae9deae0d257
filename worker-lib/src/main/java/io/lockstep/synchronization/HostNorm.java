package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.parameters.Slice;
import java.util.List;

/**
 * The norm of a gradient of which each host has all: the ranks of a host square a part each and put
 * the parts together, in the order of blocks, so that the norm does not depend on who squared what.
 */
final class HostNorm {
  private final GradientNorm norm;
  private final List<Integer> mates;
  private final Slice[] parts;
  private final Slice own;
  private final int width;
  private final double[] blocks;

  HostNorm(Collective collective, GradientNorm norm) {
    this.norm = norm;
    this.mates = collective.topology().mates(collective.rank());
    this.parts = new Slice[mates.size()];
    for (int seat = 0; seat < parts.length; seat++) {
      parts[seat] = Slice.ofRank(seat, parts.length, norm.length());
    }
    this.own = collective.hostSlice(norm.length());
    // The smallest host has the widest parts; rows are as wide on all ranks.
    int fewest = collective.topology().hosts().stream().mapToInt(List::size).min().orElse(1);
    int widest = 0;
    for (int seat = 0; seat < fewest; seat++) {
      widest = Math.max(widest, norm.blocks(Slice.ofRank(seat, fewest, norm.length())));
    }
    this.width = widest;
    this.blocks = new double[norm.blocks()];
  }

  /** The ranks of this host. */
  int[] mates() {
    return mates.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What each of them updates. */
  Slice[] parts() {
    return parts.clone();
  }

  /** Values that ride along in each rank's row. */
  int width() {
    return width;
  }

  /** Adds elements of this rank's part, in rising order. */
  void add(float[] values, int from, int length) {
    norm.add(values, from, length, blocks);
  }

  /** Puts this rank's sums into its row. */
  void offer(StepJournal journal) {
    journal.writeTail(blocks, own.from() / Slice.BLOCK, norm.blocks(own));
  }

  /** Puts together what the ranks of this host have summed. */
  double collect(StepJournal journal) {
    for (int seat = 0; seat < parts.length; seat++) {
      Slice part = parts[seat];
      journal.readTail(mates.get(seat), blocks, part.from() / Slice.BLOCK, norm.blocks(part));
    }
    return GradientNorm.ofBlocks(blocks);
  }
}
