package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrthogonalizationTest {
  private static final ParameterLayout MODEL =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Kind.WEIGHT, List.of(4, 3), 0),
              new Piece("0.bias", Kind.BIAS, List.of(4), 12),
              new Piece("1.weight", Kind.WEIGHT, List.of(5, 4), 16),
              new Piece("2.weight", Kind.WEIGHT, List.of(2, 5), 36),
              new Piece("2.bias", Kind.BIAS, List.of(2), 46)));

  private static List<String> matrices(ParameterLayout layout) {
    return layout.pieces().stream()
        .filter(Orthogonalization.matrices(layout))
        .map(Piece::name)
        .toList();
  }

  @Test
  void theOutputOfAModelIsNoMatrix() {
    assertEquals(List.of("0.weight", "1.weight"), matrices(MODEL));
  }

  @Test
  void theLastTrainedMatrixIsOneWhereTheOutputIsFrozen() {
    ParameterLayout trained = MODEL.only(piece -> !piece.name().startsWith("2."));
    assertEquals(List.of("0.weight", "1.weight"), matrices(trained));
    assertEquals(List.of("1.weight"), matrices(MODEL.only(p -> !p.name().startsWith("0."))));
  }

  @Test
  void vectorsOfIdsAreNoMatrix() {
    ParameterLayout sequences =
        new ParameterLayout(
            List.of(
                new Piece("0.weight", Kind.EMBEDDING, List.of(3, 7), 0),
                new Piece("1.weight", Kind.WEIGHT, List.of(4, 3), 21),
                new Piece("2.weight", Kind.WEIGHT, List.of(7, 4), 33)));
    assertEquals(List.of("1.weight"), matrices(sequences));
  }
}
