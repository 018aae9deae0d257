package io.lockstep.optimizer;

import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import java.util.function.Predicate;

/** What rules take on the heap of each worker, beside their state: for the plan of memory. */
final class WorkingMemory {
  private WorkingMemory() {}

  /**
   * Bytes of the worker that needs most.
   *
   * @param slices into how many the vectors are cut
   */
  static long bytes(OptimizerSpec spec, ParameterLayout layout, int slices) {
    long most = 0;
    for (int i = 0; i < slices; i++) {
      Slice slice = Slice.ofRank(i, slices, layout.length());
      most = Math.max(most, averaged(spec.rule(), slice) + matrices(spec.rule(), layout, slice));
    }
    return most;
  }

  /** The trained weights, while their averages are evaluated in their place. */
  private static long averaged(OptimizerSpec.Rule rule, Slice slice) {
    return OptimizerSpec.averagesWeights(rule) ? (long) slice.length() * Float.BYTES : 0;
  }

  private static long matrices(OptimizerSpec.Rule rule, ParameterLayout layout, Slice slice) {
    if (!(inner(rule) instanceof OptimizerSpec.Muon)) {
      return 0;
    }
    Predicate<Piece> isMatrix = Orthogonalization.matrices(layout);
    return layout.pieces().stream()
        .filter(isMatrix.and(piece -> !piece.slice().intersect(slice).isEmpty()))
        .mapToLong(Orthogonalization::bytes)
        .sum();
  }

  private static OptimizerSpec.Rule inner(OptimizerSpec.Rule rule) {
    if (rule instanceof OptimizerSpec.Lookahead around) {
      return around.rule();
    }
    return rule instanceof OptimizerSpec.Averaged of ? of.rule() : rule;
  }
}
