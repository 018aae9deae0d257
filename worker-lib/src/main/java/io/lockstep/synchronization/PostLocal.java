package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.optimizer.SliceExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.Map;

/**
 * Post-local SGD (Lin et al. 2020, arXiv 1808.07217, section 3): gradients are shared up to a step,
 * from there on parameters are averaged. While they are shared each worker keeps its slice of the
 * optimizer state; at the change everyone gets the whole of it.
 */
final class PostLocal implements Synchronizer {
  private final Collective collective;
  private final StepTimer timer;
  private final Synchronizer sharing;
  private final Synchronizer averaging;
  private final long change;
  private Synchronizer phase;
  private long completed;

  /**
   * @param change steps in which gradients are shared
   */
  PostLocal(
      SynchronizerSetup setup, GradientSharing sharing, ParameterAveraging averaging, long change) {
    this.collective = setup.collective();
    this.timer = setup.timer();
    this.sharing = sharing;
    this.averaging = averaging;
    this.change = change;
    this.completed = setup.start().step();
    this.phase = completed < change ? sharing : averaging;
  }

  @Override
  public Slice slice() {
    return phase.slice();
  }

  @Override
  public void beforeUpdate(FlatVector gradient, double lossSum, int examples, long globalExamples) {
    // Not at the end of the step before, whose journal is still read until this one begins.
    if (phase == sharing && completed >= change) {
      averaging.journal().takeWord(sharing.journal());
      phase = averaging;
    }
    phase.beforeUpdate(gradient, lossSum, examples, globalExamples);
  }

  @Override
  public GradientSource gradient() {
    return phase.gradient();
  }

  @Override
  public boolean updates() {
    return phase.updates();
  }

  @Override
  public double norm() {
    return phase.norm();
  }

  @Override
  public SliceExchange exchange() {
    return phase.exchange();
  }

  @Override
  public void afterUpdate(FlatVector parameters, Map<String, FlatVector> state, Progress next) {
    phase.afterUpdate(parameters, state, next);
    completed = next.step();
    if (phase == sharing && completed >= change) {
      long waited = collective.waitedNanos();
      sharing.completeState(state);
      timer.markCommunicated(collective.waitedNanos() - waited);
    }
  }

  @Override
  public boolean agreed() {
    return phase.agreed();
  }

  @Override
  public StepJournal journal() {
    return phase.journal();
  }

  @Override
  public void completeState(Map<String, FlatVector> state) {
    phase.completeState(state);
  }

  @Override
  public Map<String, FlatVector> state() {
    return averaging.state();
  }
}
