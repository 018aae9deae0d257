package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import java.util.Map;

/**
 * Agreement every k steps, and at the end of the run: parameters and optimizer state become the
 * mean over the workers, weighted by the examples that each took since the last agreement. In
 * between each worker steps on the mean gradient of its own examples, and does nothing in a step in
 * which it has none.
 */
public final class ParameterAveraging implements Synchronizer {
  private final Kernels kernels = Kernels.best();
  private final Collective collective;
  private final GradientNorm gradientNorm;
  private final int every;
  private final RunLength length;
  private final StepTimer timer;
  private final StepJournal journal;
  private final Slice all;
  private final Rows nothing;
  private final double[] blocks;
  private final float[] chunk = new float[1024];
  private GradientSource mean = GradientSource.of(FlatVector.allocate(0));
  private long examplesSince;
  private long globalExamplesSince;
  private double norm;
  private boolean updates;
  private boolean agreed;

  /**
   * @param every steps between agreements (k)
   */
  public ParameterAveraging(
      Collective collective,
      GradientNorm gradientNorm,
      int every,
      RunLength length,
      StepTimer timer) {
    this.collective = collective;
    this.gradientNorm = gradientNorm;
    this.every = every;
    this.length = length;
    this.timer = timer;
    this.journal = new StepJournal(collective.rank(), collective.size(), every, 0);
    this.all = Slice.all(gradientNorm.length());
    this.nothing = new Rows(collective.size(), 0);
    this.blocks = new double[gradientNorm.blocks()];
  }

  @Override
  public Slice slice() {
    return all;
  }

  @Override
  public void beforeUpdate(FlatVector gradient, double lossSum, int examples, long globalExamples) {
    if (agreed) {
      journal.clear();
      agreed = false;
    }
    updates = examples > 0;
    norm = 0;
    if (updates) {
      kernels.scale(gradient, all, 1f / examples);
      mean = GradientSource.of(gradient);
      gradientNorm.sum(gradient, all, blocks);
      norm = GradientNorm.ofBlocks(blocks);
    }
    timer.markComputed();
    journal.record(lossSum, examples, norm, timer);
    journal.traffic(collective.sentBytes(), 0);
    examplesSince += examples;
    globalExamplesSince += globalExamples;
  }

  @Override
  public GradientSource gradient() {
    return mean;
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
  public void afterUpdate(FlatVector parameters, Map<String, FlatVector> state, Progress next) {
    timer.markUpdated();
    if (next.step() % every != 0 && !length.reachedBy(next)) {
      return;
    }
    long waited = collective.waitedNanos();
    float weight = (float) ((double) examplesSince / globalExamplesSince);
    for (FlatVector vector : state.values()) {
      average(vector, weight, nothing);
    }
    average(parameters, weight, journal.rows());
    examplesSince = 0;
    globalExamplesSince = 0;
    agreed = true;
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  private void average(FlatVector vector, float weight, Rows rows) {
    kernels.scale(vector, all, weight);
    collective.reduceScatter(vector).store(collective.slice(vector.length()), vector, chunk);
    collective.allGather(vector, rows);
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
  public void completeState(Map<String, FlatVector> state) {
    // Every worker has all of it since the agreement.
  }
}
