package io.lockstep.diagnostics;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.present;

import java.time.Duration;
import java.util.Set;

/**
 * How the workers of a run agree, as far as the cost of it goes.
 *
 * @param parameters elements of a vector
 * @param stateVectors of the optimizer, each as long
 * @param every steps between agreements
 * @param on what they agree
 * @param vectorsPerStep vectors that are summed and gathered, mean over steps: 1 for a gradient
 *     every step
 * @param deadline for a worker to come to an agreement
 * @param changes that the plan could make of it; only these are advised
 */
public record Agreements(
    long parameters,
    int stateVectors,
    int every,
    On on,
    double vectorsPerStep,
    Duration deadline,
    Set<Change> changes) {
  /** Another way to agree. */
  public enum Change {
    /** Send gradients in fewer bytes. */
    COMPRESSION,
    /** Average parameters instead, and less often. */
    AVERAGING
  }

  /** What workers agree on. */
  public enum On {
    /** Each updates its slice of the parameters. */
    GRADIENTS,
    /** Each updates all parameters, its own. */
    PARAMETERS
  }

  public Agreements {
    atLeast(parameters, 0, "parameters");
    atLeast(stateVectors, 0, "state vectors");
    atLeast(every, 1, "every");
    present(on, "on");
    notNegative(vectorsPerStep, "vectors a step");
    present(deadline, "deadline");
    changes = Set.copyOf(changes);
  }

  /**
   * Bytes that a worker sends in a step, mean over steps: of each vector, its part of what the
   * others own goes out to be summed, and its own slice to each of them: 2 (N - 1) / N times the
   * vector, as much as any algorithm needs.
   */
  public double bytesPerStep(int workers) {
    return 2.0 * (workers - 1) / workers * Float.BYTES * parameters * vectorsPerStep;
  }
}
