package io.lockstep.optimizer;

import io.lockstep.parameters.Piece;
import io.lockstep.schedule.Schedule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Pieces that are updated alike.
 *
 * @param members which pieces
 * @param chain what their gradient goes through, in this order
 * @param rate by which the outcome is multiplied before it is subtracted from the parameters
 */
record ParameterGroup(Predicate<Piece> members, List<GradientTransform> chain, Schedule rate) {
  ParameterGroup {
    chain = List.copyOf(chain);
  }

  /** Pieces of some kinds. */
  static ParameterGroup of(Set<Piece.Kind> kinds, List<GradientTransform> chain, Schedule rate) {
    return new ParameterGroup(piece -> kinds.contains(piece.kind()), chain, rate);
  }
}
