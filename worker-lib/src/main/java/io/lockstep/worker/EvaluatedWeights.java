package io.lockstep.worker;

import io.lockstep.optimizer.AveragedWeights;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.Synchronizer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Evaluates the weights that count: where the optimizer averages them, its averages take the place
 * of the parameters, each worker's slice by itself, and make room for them again afterwards. Where
 * they are a mean of models, their running statistics are measured first, and kept with them.
 */
final class EvaluatedWeights {
  private final WorkerSetup setup;
  private final List<Slice> statistics;
  private long measuredAt = -1;

  EvaluatedWeights(WorkerSetup setup) {
    this.setup = setup;
    this.statistics =
        setup.network().spec().trained().parts(piece -> piece.kind() == Piece.Kind.STATISTIC);
  }

  /** At an agreement; all workers call it. */
  Validation.Outcome evaluate(Progress now) {
    Supplier<Validation.Outcome> validation =
        () -> setup.validation().evaluate(setup.network(), now.step());
    return setup
        .optimizer()
        .averaged()
        .map(weights -> inPlace(weights, now, validation))
        .orElseGet(validation);
  }

  /**
   * At an agreement that is to be kept, so that a model made of it is the one that an evaluation
   * would see; all workers call it.
   */
  void complete(Progress now) {
    setup
        .optimizer()
        .averaged()
        .filter(weights -> lacksStatistics(weights, now))
        .ifPresent(weights -> inPlace(weights, now, () -> Validation.Outcome.NONE));
  }

  private boolean lacksStatistics(AveragedWeights weights, Progress now) {
    return setup.statistics().isPresent()
        && weights.needStatistics(now.step())
        && measuredAt != now.step();
  }

  private Validation.Outcome inPlace(
      AveragedWeights weights, Progress now, Supplier<Validation.Outcome> validation) {
    FlatVector parameters = setup.network().parameters();
    Slice slice = setup.synchronizer().slice();
    float[] trained = parameters.toArray(slice);
    // A slower peer may still be at the sums of the agreement; nobody reads parameters then.
    weights.replace(parameters, slice);
    gather(parameters);
    if (lacksStatistics(weights, now)) {
      // A slower peer may still be in its last pass, which reads no running statistics.
      put(setup.statistics().get().measure(), weights, trained);
      gather(parameters);
      measuredAt = now.step();
    }
    Validation.Outcome outcome = validation.get();
    gather(parameters);
    parameters.floats().put(slice.from(), trained);
    gather(parameters);
    return outcome;
  }

  /** Those of this worker's slice. */
  private void put(double[] values, AveragedWeights weights, float[] trained) {
    FlatVector parameters = setup.network().parameters();
    Slice slice = setup.synchronizer().slice();
    int at = 0;
    for (Slice part : statistics) {
      Slice own = part.intersect(slice);
      for (int i = own.from(); i < own.to(); i++) {
        float parameter = trained[i - slice.from()];
        weights.put(i, (float) values[at + i - part.from()], parameter);
        parameters.set(i, parameter);
      }
      weights.replace(parameters, own);
      at += part.length();
    }
  }

  /** Also a barrier between workers that share parameters. */
  private void gather(FlatVector parameters) {
    Synchronizer synchronizer = setup.synchronizer();
    setup.timer().skip();
    synchronizer.exchange().gather(parameters);
  }
}
