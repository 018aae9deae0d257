package io.lockstep.bench.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.bench.contest.Quantity;
import io.lockstep.checks.LockstepException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerLineTest {
  @Test
  void takesTheLastObjectAmongOtherLines() {
    PeerLine line =
        PeerLine.parse(
            "{\"examplesPerSecond\": 1}\nwarming up {\n {\"examplesPerSecond\": 2.5, \"torch\":"
                + " \"2.13\", \"steps\": 3} \nbye\n",
            Quantity.EXAMPLES_PER_SECOND);
    assertEquals(new PeerLine(2.5, Map.of("torch", "2.13", "steps", "3")), line);
  }

  @Test
  void readsSecondsWhereTheyAreCompared() {
    PeerLine line = PeerLine.parse("{\"seconds\": 4, \"examplesPerSecond\": 7}", Quantity.SECONDS);
    assertEquals(new PeerLine(4, Map.of("examplesPerSecond", "7")), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no object",
        "{}",
        "{broken}",
        "{\"examplesPerSecond\": 0}",
        "{\"examplesPerSecond\": -1}",
        "{\"examplesPerSecond\": 1e999}",
        "{\"examplesPerSecond\": \"5\"}",
        "{\"seconds\": 5}"
      })
  void refusesWhatIsNoFigure(String stdout) {
    Exception failure =
        assertThrows(
            LockstepException.class, () -> PeerLine.parse(stdout, Quantity.EXAMPLES_PER_SECOND));
    assertTrue(
        failure.getMessage().startsWith("Cannot read what a peer measured: "),
        failure.getMessage());
  }
}
