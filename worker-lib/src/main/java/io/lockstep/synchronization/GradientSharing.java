package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.Map;

/**
 * Agreement every step: the gradients of all workers are summed slice by slice (reduce-scatter),
 * each worker updates its slice of the parameters with its slice of the optimizer state, and the
 * slices are gathered (Rajbhandari et al. 2020, ZeRO stage 1, arXiv 1910.02054, section 5). Equal
 * to one worker over the global batch but for the order of float32 sums.
 */
public final class GradientSharing implements Synchronizer {
  private final Collective collective;
  private final GradientNorm gradientNorm;
  private final NormNeeded needed;
  private final StepTimer timer;
  private final StepJournal journal;
  private final Slice slice;
  private final Rows normRows;
  private final Rows nothing;
  private final double[] blocks;
  private double norm;

  public GradientSharing(
      Collective collective, GradientNorm gradientNorm, NormNeeded needed, StepTimer timer) {
    this.collective = collective;
    this.gradientNorm = gradientNorm;
    this.needed = needed;
    this.timer = timer;
    this.journal = new StepJournal(collective.rank(), collective.size(), 1);
    this.slice = collective.slice(gradientNorm.length());
    this.blocks = new double[gradientNorm.blocks()];
    int widest = 0;
    for (int rank = 0; rank < collective.size(); rank++) {
      widest = Math.max(widest, gradientNorm.blocks(sliceOf(rank)));
    }
    this.normRows = new Rows(collective.size(), widest);
    this.nothing = new Rows(collective.size(), 0);
  }

  @Override
  public Slice slice() {
    return slice;
  }

  @Override
  public void beforeUpdate(FlatVector gradient, double lossSum, int examples, long globalExamples) {
    timer.markComputed();
    journal.clear();
    journal.record(lossSum, examples, Double.NaN, timer);
    long waited = collective.waitedNanos();
    collective.reduceScatter(gradient, journal.rows());
    gradient.scale(1f / globalExamples, slice);
    gradientNorm.sum(gradient, slice, blocks);
    System.arraycopy(
        blocks,
        slice.from() / Slice.BLOCK,
        normRows.of(collective.rank()),
        0,
        gradientNorm.blocks(slice));
    if (needed == NormNeeded.BEFORE_UPDATE) {
      collective.exchange(normRows);
      collectNorm();
    }
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  @Override
  public boolean updates() {
    return true;
  }

  @Override
  public double norm() {
    return norm;
  }

  @Override
  public void afterUpdate(FlatVector parameters, Map<String, FlatVector> state, Progress next) {
    timer.markUpdated();
    long waited = collective.waitedNanos();
    if (needed == NormNeeded.BEFORE_UPDATE) {
      collective.allGather(parameters, nothing);
    } else {
      collective.allGather(parameters, normRows);
      collectNorm();
    }
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  @Override
  public boolean agreed() {
    return true;
  }

  @Override
  public StepJournal journal() {
    return journal;
  }

  @Override
  public void completeState(Map<String, FlatVector> state) {
    for (FlatVector vector : state.values()) {
      collective.allGather(vector, nothing);
    }
  }

  /**
   * Puts the ranks' blocks together in index order, so that the norm does not depend on their
   * number.
   */
  private void collectNorm() {
    for (int rank = 0; rank < collective.size(); rank++) {
      Slice part = sliceOf(rank);
      System.arraycopy(
          normRows.of(rank), 0, blocks, part.from() / Slice.BLOCK, gradientNorm.blocks(part));
    }
    norm = GradientNorm.ofBlocks(blocks);
    journal.sharedNorm(norm);
  }

  private Slice sliceOf(int rank) {
    return Slice.ofRank(rank, collective.size(), gradientNorm.length());
  }
}
