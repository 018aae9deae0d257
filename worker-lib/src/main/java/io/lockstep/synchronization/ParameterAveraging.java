package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.optimizer.SliceExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import java.util.Map;

/**
 * Agreement every k steps, and at the end of the run: optimizer state becomes the mean over the
 * workers, weighted by the examples that each took since the last agreement, and the parameters
 * become what the outer optimizer makes of theirs. In between each worker steps on the mean
 * gradient of its own examples, and does nothing in a step in which it has none.
 *
 * <p>Optimizer state is averaged with the parameters (the last of the three ways of SlowMo's
 * algorithm 1: reset, maintain, average): kept local it would have to be in the checkpoint once for
 * each worker, and set to zero it would take Adam's second moments away from under its bias
 * correction.
 */
public final class ParameterAveraging implements Synchronizer {
  private final Kernels kernels = Kernels.best();
  private final Collective collective;
  private final GradientNorm gradientNorm;
  private final FlatVector parameters;
  private final int every;
  private final RunLength length;
  private final StepTimer timer;
  private final StepJournal journal;
  private final Slice all;
  private final Rows nothing;
  private final double[] blocks;
  private final OuterOptimizer mean;
  private final OuterOptimizer outer;
  private GradientSource gradient = GradientSource.of(FlatVector.allocate(0));
  private FlatVector[] state = {};
  private double norm;
  private boolean updates;
  private boolean agreed = true;

  ParameterAveraging(SynchronizationSpec.ParameterAveraging spec, SynchronizerSetup setup) {
    this.collective = setup.collective();
    this.gradientNorm = setup.gradientNorm();
    this.parameters = setup.parameters();
    this.every = spec.every();
    this.length = setup.length();
    this.timer = setup.timer();
    this.journal = new StepJournal(collective.rank(), collective.size(), every, 0);
    this.all = Slice.all(gradientNorm.length());
    this.nothing = new Rows(collective.size(), 0);
    this.blocks = new double[gradientNorm.blocks()];
    this.mean = new TakeMean(collective);
    this.outer = OuterOptimizer.of(spec.outer(), collective, setup.layout());
  }

  @Override
  public Slice slice() {
    return all;
  }

  @Override
  public void beforeUpdate(FlatVector local, double lossSum, int examples, long globalExamples) {
    if (agreed) {
      journal.clear();
      outer.begin(parameters);
      agreed = false;
    }
    updates = examples > 0;
    norm = 0;
    if (updates) {
      kernels.scale(local, all, 1f / examples);
      gradient = GradientSource.of(local);
      gradientNorm.sum(local, all, blocks);
      norm = GradientNorm.ofBlocks(blocks);
    }
    timer.markComputed();
    journal.record(lossSum, examples, norm, timer);
    journal.traffic(collective.sentBytes(), 0);
  }

  @Override
  public GradientSource gradient() {
    return gradient;
  }

  @Override
  public boolean updates() {
    return updates;
  }

  @Override
  public double norm() {
    return norm;
  }

  @Override
  public SliceExchange exchange() {
    return SliceExchange.ALONE;
  }

  @Override
  public void afterUpdate(FlatVector ours, Map<String, FlatVector> optimizer, Progress next) {
    timer.markUpdated();
    if (next.step() % every != 0 && !length.reachedBy(next)) {
      return;
    }
    if (state.length != optimizer.size()) {
      // Once: an iterator at each agreement would be garbage.
      state = optimizer.values().toArray(FlatVector[]::new);
    }
    long waited = collective.waitedNanos();
    collective.exchange(journal.rows());
    for (FlatVector vector : state) {
      agree(vector, mean);
    }
    agree(ours, outer);
    agreed = true;
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  /**
   * Workers that took equally many examples, as most do, need no pass of their own over the vector:
   * the weight is a factor of the sum.
   */
  private void agree(FlatVector vector, OuterOptimizer into) {
    float factor = 1f / collective.size();
    if (!journal.evenExamples()) {
      kernels.scale(vector, all, (float) journal.share(collective.rank()));
      factor = 1;
    }
    into.agree(collective.reduceScatter(vector), factor, vector);
    collective.allGather(vector, nothing);
  }

  @Override
  public boolean agreed() {
    return agreed;
  }

  @Override
  public StepJournal journal() {
    return journal;
  }

  @Override
  public void completeState(Map<String, FlatVector> optimizer) {
    // Every worker has all of the optimizer's since the agreement.
    for (FlatVector vector : outer.state().values()) {
      collective.allGather(vector, nothing);
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    return outer.state();
  }
}
