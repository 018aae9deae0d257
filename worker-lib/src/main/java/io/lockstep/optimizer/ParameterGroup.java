package io.lockstep.optimizer;

import io.lockstep.parameters.Piece;
import io.lockstep.schedule.Schedule;
import java.util.List;
import java.util.Set;

/**
 * Pieces that are updated alike.
 *
 * @param kinds of the pieces
 * @param chain what their gradient goes through, in this order
 * @param rate by which the outcome is multiplied before it is subtracted from the parameters
 */
record ParameterGroup(Set<Piece.Kind> kinds, List<GradientTransform> chain, Schedule rate) {
  ParameterGroup {
    kinds = Set.copyOf(kinds);
    chain = List.copyOf(chain);
  }
}
