package io.lockstep.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final Path FOLDER = Path.of("runs");

  private final List<String> calls = new ArrayList<>();

  @Test
  void sidesRunInTurnAndTheOneThatBeginsChanges() throws InterruptedException {
    contest(Quantity.EXAMPLES_PER_SECOND).run(3, FOLDER, soFar -> {});
    assertEquals(List.of("a", "b", "b", "a", "a", "b"), calls);
  }

  @Test
  void comparesPairByPair() throws InterruptedException {
    Comparison comparison = contest(Quantity.EXAMPLES_PER_SECOND).run(3, FOLDER, soFar -> {});
    assertEquals(List.of(2.0, 0.5, 4.0), comparison.ratios());
    assertEquals(2.0, comparison.medianRatio());
    assertEquals(20.0, comparison.medianProduct());
    assertEquals(10.0, comparison.medianPeer());
  }

  @Test
  void fewerSecondsAreBetter() throws InterruptedException {
    Comparison comparison = contest(Quantity.SECONDS).run(3, FOLDER, soFar -> {});
    assertEquals(List.of(0.5, 2.0, 0.25), comparison.ratios());
  }

  @Test
  void tellsWhatIsKnownAfterEachPair() throws InterruptedException {
    List<Integer> known = new ArrayList<>();
    contest(Quantity.SECONDS).run(2, FOLDER, soFar -> known.add(soFar.pairs().size()));
    assertEquals(List.of(1, 2), known);
  }

  @Test
  void sideThatIsAbsentIsAnObstacle() {
    Side absent = new TestingSide("b", calls);
    assertEquals(
        Optional.of("No b here."),
        new Contest(
                "w",
                new TestingSide("a", calls, 1.0),
                absent,
                Quantity.SECONDS,
                OptionalDouble.empty())
            .obstacle());
    assertEquals(Optional.empty(), contest(Quantity.SECONDS).obstacle());
  }

  @Test
  void noPairIsNoContest() {
    Exception failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> contest(Quantity.SECONDS).run(0, FOLDER, soFar -> {}));
    assertEquals("Invalid pairs (at least 1): 0", failure.getMessage());
  }

  private Contest contest(Quantity quantity) {
    return new Contest(
        "w",
        new TestingSide("a", calls, 20.0, 10.0, 40.0),
        new TestingSide("b", calls, 10.0, 20.0, 10.0),
        quantity,
        OptionalDouble.empty());
  }
}
