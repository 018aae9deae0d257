package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.collective.VectorSum;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.optimizer.SliceExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Agreement every step: each worker sums its slice of all workers' gradients (reduce-scatter),
 * updates its slice of the parameters with its slice of the optimizer state, and the slices are
 * gathered (Rajbhandari et al. 2020, ZeRO stage 1, arXiv 1910.02054, section 5). Equal to one
 * worker over the global batch but for the order of float32 sums.
 *
 * <p>Sum, mean, norm and update are one pass over memory, unless the norm must be known first.
 */
public final class GradientSharing implements Synchronizer {
  private final Collective collective;
  private final GradientNorm gradientNorm;
  private final NormNeeded needed;
  private final StepTimer timer;
  private final StepJournal journal;
  private final Slice slice;
  private final Slice[] slices;
  private final Rows nothing;
  private final SharedGradient shared;
  private final SliceExchange exchange;
  private GradientSource gradient;
  private double norm;

  public GradientSharing(
      Collective collective, GradientNorm gradientNorm, NormNeeded needed, StepTimer timer) {
    this.collective = collective;
    this.gradientNorm = gradientNorm;
    this.needed = needed;
    this.timer = timer;
    this.slice = collective.slice(gradientNorm.length());
    this.slices = new Slice[collective.size()];
    int widest = 0;
    for (int rank = 0; rank < slices.length; rank++) {
      slices[rank] = Slice.ofRank(rank, slices.length, gradientNorm.length());
      widest = Math.max(widest, gradientNorm.blocks(slices[rank]));
    }
    this.journal = new StepJournal(collective.rank(), collective.size(), 1, widest);
    this.nothing = new Rows(collective.size(), 0);
    this.shared = new SharedGradient(gradientNorm);
    this.gradient = shared;
    this.exchange =
        new SharedSlices(
            collective,
            timer,
            IntStream.range(0, slices.length).toArray(),
            slices,
            slice,
            new int[] {slices.length},
            vector -> collective.allGather(vector, nothing));
  }

  static GradientSharing of(SynchronizerSetup setup) {
    return new GradientSharing(
        setup.collective(), setup.gradientNorm(), setup.norm(), setup.timer());
  }

  @Override
  public Slice slice() {
    return slice;
  }

  @Override
  public void beforeUpdate(FlatVector local, double lossSum, int examples, long globalExamples) {
    timer.markComputed();
    journal.clear();
    journal.record(lossSum, examples, Double.NaN, timer);
    journal.traffic(collective.sentBytes(), 0);
    long waited = collective.waitedNanos();
    VectorSum sum = collective.reduceScatter(local);
    shared.of(sum, globalExamples);
    if (needed == NormNeeded.BEFORE_UPDATE) {
      shared.store(slice, local);
      gradient = GradientSource.of(local);
      offerNorm();
      collective.exchange(journal.rows());
      collectNorm();
    }
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  @Override
  public GradientSource gradient() {
    return gradient;
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
  public SliceExchange exchange() {
    return exchange;
  }

  @Override
  public void afterUpdate(FlatVector parameters, Map<String, FlatVector> state, Progress next) {
    timer.markUpdated();
    long waited = collective.waitedNanos();
    if (needed == NormNeeded.BEFORE_UPDATE) {
      collective.allGather(parameters, nothing);
    } else {
      offerNorm();
      collective.allGather(parameters, journal.rows());
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

  private void offerNorm() {
    journal.writeTail(shared.blocks(), slice.from() / Slice.BLOCK, gradientNorm.blocks(slice));
  }

  /**
   * Puts the ranks' blocks together in index order, so that the norm does not depend on their
   * number.
   */
  private void collectNorm() {
    double[] blocks = shared.blocks();
    for (int rank = 0; rank < slices.length; rank++) {
      Slice part = slices[rank];
      journal.readTail(rank, blocks, part.from() / Slice.BLOCK, gradientNorm.blocks(part));
    }
    norm = GradientNorm.ofBlocks(blocks);
    journal.sharedNorm(norm);
  }
}
