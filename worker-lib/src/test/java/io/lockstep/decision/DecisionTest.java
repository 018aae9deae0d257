package io.lockstep.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.decision.Monitor.Direction;
import io.lockstep.decision.PlateauSpec.Mode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final Monitor LOSS = new Monitor("loss", Direction.MIN);
  private static final Monitor ACCURACY = new Monitor("accuracy", Direction.MAX);
  private static final Mode PART = Mode.RELATIVE;

  /** The cases of plateau.py. */
  private static final Map<String, PlateauSpec> CASES =
      Map.of(
          "defaults", new PlateauSpec(LOSS, 0.1, 10, 1e-4, PART, 0, 0),
          "patience 0", new PlateauSpec(LOSS, 0.7, 0, 1e-4, PART, 0, 0),
          "patience 2, cooldown 3", new PlateauSpec(LOSS, 0.5, 2, 1e-4, PART, 3, 0),
          "largest, relative", new PlateauSpec(ACCURACY, 0.5, 1, 0.01, PART, 0, 0),
          "largest, absolute", new PlateauSpec(ACCURACY, 0.5, 1, 0.05, Mode.ABSOLUTE, 0, 0),
          "smallest, absolute", new PlateauSpec(LOSS, 0.5, 1, 0.05, Mode.ABSOLUTE, 0, 0),
          "not below 0.1", new PlateauSpec(LOSS, 0.4, 1, 1e-4, PART, 0, 0.1),
          "not a number", new PlateauSpec(LOSS, 0.5, 2, 1e-4, PART, 0, 0));

  @Test
  void plateausLowerTheRateWherePyTorchDoesAndGoOnFromTheirState() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(getClass().getResource("plateau.json"));
    Set<String> names = new HashSet<>();
    reference.fieldNames().forEachRemaining(names::add);
    assertEquals(CASES.keySet(), names);
    for (String name : names) {
      PlateauSpec spec = CASES.get(name);
      Plateau plateau = new Plateau(spec);
      JsonNode values = reference.get(name).get("values");
      for (int i = 0; i < values.size(); i++) {
        double value = values.get(i).isNull() ? Double.NaN : values.get(i).doubleValue();
        plateau.evaluated(Map.of(spec.monitor().metric(), value));
        double expected = reference.get(name).get("rates").get(i).doubleValue();
        assertEquals(expected, plateau.factor(), 1e-12, name + " after value " + i);
        Plateau resumed = new Plateau(spec);
        resumed.restore(plateau.state());
        plateau = resumed;
      }
    }
  }

  @Test
  void earlyStoppingEndsAfterSoManyEvaluationsWithoutImprovement() {
    EarlyStopping stopping = new EarlyStopping(new EarlyStoppingSpec(LOSS, 3, 0.01));
    double[] losses = {2, 1, 0.995, 1.5, 0.98, 0.975, Double.NaN};
    for (int i = 0; i < losses.length; i++) {
      stopping = resumed(stopping, losses[i], 10 * (i + 1));
      assertFalse(stopping.stops(), "after " + losses[i]);
    }
    stopping = resumed(stopping, 0.972, 80);
    assertTrue(stopping.stops());
    assertEquals(
        "the validation loss has not improved by more than 0.01 for 3 evaluations,"
            + " since 0.980000 at step 50",
        stopping.reason());
  }

  private static EarlyStopping resumed(EarlyStopping before, double loss, long step) {
    EarlyStopping after = new EarlyStopping(new EarlyStoppingSpec(LOSS, 3, 0.01));
    after.restore(before.state());
    after.evaluated(Map.of("loss", loss), step);
    return after;
  }

  @Test
  void metricsHaveTheDirectionOfTheirNature() {
    assertEquals(LOSS, Monitor.of("loss"));
    assertEquals(Direction.MIN, Monitor.of("mae").direction());
    assertEquals(ACCURACY, Monitor.of("accuracy"));
    assertEquals(Direction.MAX, Monitor.of("r2").direction());
  }

  @Test
  void withoutAnythingToDecideNothingChangesAndNothingIsKept() {
    Reactions none = Reactions.none();
    none.evaluated(Map.of("loss", 1.0), 5);
    assertEquals(1, none.rateFactor());
    assertFalse(none.stops());
    assertEquals(Optional.empty(), none.reason());
    assertEquals(Map.of(), none.state());
  }
}
