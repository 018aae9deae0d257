package io.lockstep.optimizer;

import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece.Kind;
import io.lockstep.parameters.Slice;
import java.util.List;
import java.util.Set;

/**
 * The parts of a slice that a transform acts on.
 *
 * @param slice that they are parts of
 * @param trained everything but statistics
 * @param weights what decays
 * @param statistics what bypasses the optimizer
 */
record Parts(Slice slice, List<Slice> trained, List<Slice> weights, List<Slice> statistics) {
  static Parts of(ParameterLayout layout, Slice slice) {
    return new Parts(
        slice,
        layout.parts(slice, Set.of(Kind.WEIGHT, Kind.BIAS, Kind.NORMALIZATION)),
        layout.parts(slice, Set.of(Kind.WEIGHT)),
        layout.parts(slice, Set.of(Kind.STATISTIC)));
  }
}
