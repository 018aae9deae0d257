package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.present;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a training state says besides vectors and progress.
 *
 * @param seed of the run
 * @param planHash of what a resume may not change
 * @param dataFingerprint of the training and validation data
 * @param workers that trained when it was taken
 * @param generation that it was taken in
 * @param seconds in the step loop, over all generations and resumes
 * @param libraries versions by name, for people
 * @param best evaluation so far
 * @param state named numbers of what else survives a step (early stopping, a plateau); empty where
 *     a run has none
 */
public record RunState(
    long seed,
    String planHash,
    String dataFingerprint,
    int workers,
    int generation,
    double seconds,
    Map<String, String> libraries,
    Optional<BestSoFar> best,
    Map<String, Double> state) {
  public RunState {
    present(planHash, "plan hash");
    present(dataFingerprint, "data fingerprint");
    atLeast(workers, 1, "workers");
    atLeast(generation, 0, "generation");
    notNegative(seconds, "seconds");
    libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
    present(best, "best");
    state = Collections.unmodifiableMap(new TreeMap<>(state));
  }
}
