package io.lockstep.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void targetIsReachedByTheMedianOfEnoughPairs() {
    assertEquals(Verdict.REACHED, comparison(5, OptionalDouble.of(3.0)).verdict());
    assertEquals(Verdict.NOT_REACHED, comparison(5, OptionalDouble.of(3.01)).verdict());
  }

  @Test
  void fewPairsSayNothing() {
    assertEquals(Verdict.TOO_FEW_PAIRS, comparison(4, OptionalDouble.of(1.0)).verdict());
  }

  @Test
  void withoutATargetNothingIsJudged() {
    assertEquals(Verdict.NO_TARGET, comparison(5, OptionalDouble.empty()).verdict());
  }

  /** Ratios 1, 2, 3, ... */
  private static Comparison comparison(int pairs, OptionalDouble target) {
    return new Comparison(
        "w",
        "a",
        "b",
        "",
        "",
        Quantity.EXAMPLES_PER_SECOND,
        target,
        IntStream.rangeClosed(1, pairs)
            .mapToObj(i -> new Pair(i, Pair.Order.of(i), measured(10.0 * i), measured(10)))
            .toList());
  }

  private static Measurement measured(double value) {
    return new Measurement(value, 0, "command", Map.of());
  }
}
