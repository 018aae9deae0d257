package io.lockstep.schedule;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import java.util.Optional;

/**
 * The linear scaling rule with gradual warm-up (Goyal et al. 2017, arXiv 1706.02677, sections 2.1
 * and 2.2): for a global batch k times as large as the one that the learning rate was chosen for,
 * the learning rate is k times as large. It rises evenly from the rate that was chosen:
 *
 * <pre>
 * 1 + (k - 1) * t / warm     while t &lt; warm
 * k                          from there on
 * </pre>
 *
 * @param baseBatch global batch for which the learning rate was chosen
 * @param globalBatch of the run
 * @param warmUp how long the rise lasts; where the rate falls (k below 1) there is none
 */
public record LinearScaling(int baseBatch, int globalBatch, Optional<Span> warmUp) {
  public LinearScaling {
    atLeast(baseBatch, 1, "base-batch");
    atLeast(globalBatch, 1, "global-batch");
    present(warmUp, "warm-up");
  }

  /** k. */
  public double factor() {
    return (double) globalBatch / baseBatch;
  }

  /** The factor on the learning rate over a run. */
  public Schedule over(RunLength length) {
    double k = factor();
    long warm = k > 1 ? warmUp.map(span -> span.toSteps(length.stepsPerEpoch())).orElse(0L) : 0;
    return now -> now.step() < warm ? 1 + (k - 1) * now.step() / warm : k;
  }
}
