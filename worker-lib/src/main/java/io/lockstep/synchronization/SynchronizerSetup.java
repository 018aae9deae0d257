package io.lockstep.synchronization;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.collective.Collective;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;

/**
 * What a synchronizer works with.
 *
 * @param layout of the parameters
 * @param parameters this worker's, from {@link Synchronizer#place}; looked at from the first step
 *     on
 * @param norm when the optimizer needs the norm
 * @param length of the whole run
 * @param start where the run is
 */
public record SynchronizerSetup(
    Collective collective,
    ParameterLayout layout,
    FlatVector parameters,
    Synchronizer.NormNeeded norm,
    RunLength length,
    Progress start,
    StepTimer timer) {
  public SynchronizerSetup {
    present(collective, "collective");
    present(start, "start");
    check(
        parameters.length() == layout.length(),
        "parameters",
        "length " + layout.length(),
        parameters.length());
  }

  GradientNorm gradientNorm() {
    return new GradientNorm(layout);
  }
}
