package io.lockstep.worker;

import io.lockstep.optimizer.AveragedWeights;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.synchronization.Synchronizer;

/**
 * Evaluates the weights that count: where the optimizer averages them, its averages take the place
 * of the parameters, each worker's slice by itself, and make room for them again afterwards.
 */
final class EvaluatedWeights {
  private final WorkerSetup setup;

  EvaluatedWeights(WorkerSetup setup) {
    this.setup = setup;
  }

  /** At an agreement; all workers call it. */
  Validation.Outcome evaluate(long step) {
    return setup
        .optimizer()
        .averaged()
        .map(weights -> evaluate(weights, step))
        .orElseGet(() -> setup.validation().evaluate(setup.network(), step));
  }

  private Validation.Outcome evaluate(AveragedWeights weights, long step) {
    FlatVector parameters = setup.network().parameters();
    Slice slice = setup.synchronizer().slice();
    float[] trained = parameters.toArray(slice);
    // A slower peer may still be at the sums of the agreement; nobody reads parameters then.
    weights.replace(parameters, slice);
    gather(parameters);
    Validation.Outcome outcome = setup.validation().evaluate(setup.network(), step);
    gather(parameters);
    parameters.floats().put(slice.from(), trained);
    gather(parameters);
    return outcome;
  }

  /** Also a barrier between workers that share parameters. */
  private void gather(FlatVector parameters) {
    Synchronizer synchronizer = setup.synchronizer();
    setup.timer().skip();
    synchronizer.exchange().gather(parameters);
  }
}
