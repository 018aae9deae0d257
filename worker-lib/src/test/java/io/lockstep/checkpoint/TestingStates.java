package io.lockstep.checkpoint;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Small training states whose numbers follow from their step. */
final class TestingStates {
  static final ParameterLayout LAYOUT =
      layout(List.of(2, 3), List.of(2), List.of(5, 7, 3, 3), List.of(20_011));

  static final List<String> OPTIMIZER = List.of("adam.m", "adam.v");

  private TestingStates() {}

  /** Pieces 0.weight, 1.weight and so on of these shapes. */
  @SafeVarargs
  static ParameterLayout layout(List<Integer>... shapes) {
    List<Piece> pieces = new ArrayList<>();
    int offset = 0;
    for (List<Integer> shape : shapes) {
      Piece piece = new Piece(pieces.size() + ".weight", Piece.Kind.WEIGHT, shape, offset);
      pieces.add(piece);
      offset = piece.slice().to();
    }
    return new ParameterLayout(pieces);
  }

  static TrainingState state(long step) {
    return state(step, Optional.empty());
  }

  static TrainingState state(long step, long best) {
    return state(step, Optional.of(new BestSoFar("accuracy", 0.75, 0.5, best)));
  }

  private static TrainingState state(long step, Optional<BestSoFar> best) {
    Map<String, FlatVector> optimizer = new LinkedHashMap<>();
    OPTIMIZER.forEach(name -> optimizer.put(name, vector(step + name.hashCode())));
    return new TrainingState(
        new Progress(step, step * 32, 100), LAYOUT, vector(step), optimizer, run(best));
  }

  static RunState run(Optional<BestSoFar> best) {
    return new RunState(
        -7L,
        "plan",
        "data",
        2,
        1,
        12.5,
        Map.of("nd4j", "1.0.0-M2.1", "lockstep", "0.1.0"),
        best,
        Map.of("patience", 3.0, "none", Double.NaN, "worst", Double.NEGATIVE_INFINITY));
  }

  static FlatVector vector(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FlatVector vector = FlatVector.allocate(LAYOUT.length());
    for (int i = 0; i < vector.length(); i++) {
      vector.set(i, Float.intBitsToFloat(random.nextInt()));
    }
    return vector;
  }

  /** The bits, since NaN is not equal to itself. */
  static List<Integer> bits(FlatVector vector) {
    List<Integer> bits = new ArrayList<>(vector.length());
    for (int i = 0; i < vector.length(); i++) {
      bits.add(Float.floatToRawIntBits(vector.get(i)));
    }
    return bits;
  }
}
