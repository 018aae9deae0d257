package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.optimizer.PieceCells;
import io.lockstep.optimizer.SliceExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.HashMap;
import java.util.Map;

/**
 * The exchange of ranks that update a slice each: sums go as rows of float64, one more small
 * message a step and none for other rules; vectors are gathered as parameters are.
 */
final class SharedSlices implements SliceExchange {
  /** How a vector becomes whole. */
  interface Gathering {
    void gather(FlatVector vector);
  }

  private final Collective collective;
  private final StepTimer timer;
  private final int[] ranks;
  private final Slice[] slices;
  private final Slice own;
  private final int[] cuts;
  private final Gathering gathering;

  /** By cells, of which an optimizer has few; as wide as the widest slice of any host. */
  private final Map<PieceCells, Rows> rows = new HashMap<>();

  /**
   * @param ranks among which a vector is cut
   * @param slices theirs
   * @param own this rank's
   * @param cuts into how many slices ranks cut vectors, everywhere
   */
  SharedSlices(
      Collective collective,
      StepTimer timer,
      int[] ranks,
      Slice[] slices,
      Slice own,
      int[] cuts,
      Gathering gathering) {
    this.collective = collective;
    this.timer = timer;
    this.ranks = ranks.clone();
    this.slices = slices.clone();
    this.own = own;
    this.cuts = cuts.clone();
    this.gathering = gathering;
  }

  @Override
  public void share(double[] sums, PieceCells cells) {
    timer.markUpdated();
    long waited = collective.waitedNanos();
    Rows all = rows(cells);
    int first = start(cells, own);
    System.arraycopy(sums, first, all.of(collective.rank()), 0, end(cells, own) - first);
    collective.exchange(all);
    for (int i = 0; i < ranks.length; i++) {
      int from = start(cells, slices[i]);
      System.arraycopy(all.of(ranks[i]), 0, sums, from, end(cells, slices[i]) - from);
    }
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  private Rows rows(PieceCells cells) {
    Rows known = rows.get(cells);
    if (known != null) {
      return known;
    }
    int widest = 0;
    for (int parts : cuts) {
      for (int seat = 0; seat < parts; seat++) {
        Slice slice = Slice.ofRank(seat, parts, cells.length());
        widest = Math.max(widest, end(cells, slice) - start(cells, slice));
      }
    }
    Rows made = new Rows(collective.size(), widest);
    rows.put(cells, made);
    return made;
  }

  private static int start(PieceCells cells, Slice slice) {
    return cells.from(slice.from()) * PieceCells.SUMS;
  }

  private static int end(PieceCells cells, Slice slice) {
    return cells.from(slice.to()) * PieceCells.SUMS;
  }

  @Override
  public void gather(FlatVector vector) {
    timer.markUpdated();
    long waited = collective.waitedNanos();
    gathering.gather(vector);
    timer.markCommunicated(collective.waitedNanos() - waited);
  }
}
