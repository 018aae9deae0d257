package io.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("epochs", "steps", "global-batch", "l2");

  @Test
  void countsEditsAndSwaps() {
    assertEquals(0, Suggestion.distance("epochs", "epochs"));
    assertEquals(1, Suggestion.distance("epoch", "epochs"));
    assertEquals(1, Suggestion.distance("epcohs", "epochs"));
    assertEquals(1, Suggestion.distance("epoxhs", "epochs"));
    assertEquals(2, Suggestion.distance("xepochsx", "epochs"));
    assertEquals(0, Suggestion.distance("globalBatch", "global-batch"));
  }

  @Test
  void suggestsTheNearestName() {
    assertEquals(Optional.of("epochs"), Suggestion.nearest("epoch", KNOWN));
    assertEquals(Optional.of("steps"), Suggestion.nearest("step", KNOWN));
    assertEquals(Optional.of("l2"), Suggestion.nearest("l1", KNOWN));
    assertEquals("; did you mean 'steps'?", Suggestion.clause("Steps", KNOWN));
  }

  @Test
  void suggestsNothingForWhatIsFarFromAll() {
    assertEquals(Optional.empty(), Suggestion.nearest("quux", KNOWN));
    assertEquals(Optional.empty(), Suggestion.nearest("x".repeat(100_000), KNOWN));
    assertEquals("", Suggestion.clause("", KNOWN));
  }
}
