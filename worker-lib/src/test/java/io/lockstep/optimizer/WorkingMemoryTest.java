package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.schedule.ScheduleSpec;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WorkingMemoryTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Piece.Kind.WEIGHT, List.of(64, 128), 0),
              new Piece("0.bias", Piece.Kind.BIAS, List.of(64), 8192),
              new Piece("1.weight", Piece.Kind.WEIGHT, List.of(10, 64), 8256)));

  private static final OptimizerSpec.Rule MUON =
      new OptimizerSpec.Muon(0.95, 0, new OptimizerSpec.Adam(0.9, 0.95, 1e-10), 3e-4);

  /** Three copies of 8192 weights, and two products of 64 x 64; the output's is no matrix. */
  private static final long MATRIX = 4 * (3 * 8192 + 2 * 64 * 64);

  private static long bytes(OptimizerSpec.Rule rule, int slices) {
    OptimizerSpec spec =
        new OptimizerSpec(rule, 0.1, new ScheduleSpec.Constant(), 0, OptionalDouble.empty());
    return Optimizer.heapBytes(spec, LAYOUT, slices);
  }

  @Test
  void rulesThatKeepTheirStateOnlyTakeNothing() {
    assertEquals(0, bytes(new OptimizerSpec.Sgd(), 2));
  }

  @Test
  void muonTakesItsMatricesOnEachWorkerThatHasAPartOfThem() {
    assertEquals(MATRIX, bytes(MUON, 1));
    assertEquals(MATRIX, bytes(MUON, 2));
  }

  @Test
  void averagedWeightsTakeTheTrainedOnesOfASliceDuringAnEvaluation() {
    OptimizerSpec.Rule averaged = new OptimizerSpec.Averaged(MUON, new OptimizerSpec.Ema(0.9));
    assertEquals(MATRIX + 4 * 8896, bytes(averaged, 1));
    assertEquals(MATRIX + 4 * 4800, bytes(averaged, 2));
  }
}
