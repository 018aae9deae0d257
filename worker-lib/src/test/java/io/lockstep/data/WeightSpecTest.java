package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.data.WeightSpec.Balanced;
import io.lockstep.data.WeightSpec.Classes;
import io.lockstep.data.WeightSpec.Equal;
import io.lockstep.data.WeightSpec.Given;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightSpecTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d");
  private static final List<Long> COUNTS = List.of(60L, 30L, 10L, 0L);

  @Test
  void balancedClassesCountAlikeAndTheMeanOverTheExamplesIsOne() {
    List<Double> weights = new Balanced().weights(NAMES, COUNTS);
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      assertEquals(100 / 3.0, COUNTS.get(c) * weights.get(c), 1e-12);
      sum += COUNTS.get(c) * weights.get(c);
    }
    assertEquals(100, sum, 1e-12);
    assertEquals(0, weights.get(3));
  }

  @Test
  void classesThatAreNotNamedHaveOne() {
    Classes given = new Given(Map.of("c", 4.0, "a", 0.5));
    assertEquals(List.of(0.5, 1.0, 4.0, 1.0), given.weights(NAMES, COUNTS));
    assertEquals(List.of(), new Equal().weights(NAMES, COUNTS));
  }

  @Test
  void refusesClassesThatThereAreNotAndNumbersThatAreNoWeights() {
    assertEquals(
        "Invalid class-weights (one of the classes [a, b, c, d]): e",
        failure(() -> new Given(Map.of("e", 1.0)).weights(NAMES, COUNTS)));
    assertEquals(
        "Invalid class-weights (numbers of at least 0): {a=-1.0}",
        failure(() -> new Given(Map.of("a", -1.0))));
  }

  private static String failure(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }
}
