package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Example.Floats;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationTest {
  @Test
  void standardizesToMeanZeroAndDeviationOne() {
    Normalization fitted =
        Normalization.fit(new NormalizationSpec.Standardize(), column(2, 4, 4, 4, 5, 5, 7, 9));
    assertEquals(new Normalization(List.of(5.0), List.of(0.5)), fitted);
    assertEquals(-1.5f, fitted.apply(2, 0));
    assertEquals(2, fitted.apply(9, 0));
  }

  @Test
  void mapsTheRangeToZeroAndOne() {
    Normalization fitted = Normalization.fit(new NormalizationSpec.MinMax(), column(-3, 5, 1));
    assertEquals(0, fitted.apply(-3, 0));
    assertEquals(0.5f, fitted.apply(1, 0));
    assertEquals(1, fitted.apply(5, 0));
  }

  @Test
  void makesAConstantFeatureZeroWhateverComesLater() {
    for (NormalizationSpec spec :
        List.of(new NormalizationSpec.Standardize(), new NormalizationSpec.MinMax())) {
      Normalization fitted = Normalization.fit(spec, column(0.1f, 0.1f, 0.1f));
      assertEquals(0, fitted.apply(0.1f, 0));
      assertEquals(0, fitted.apply(77, 0));
    }
  }

  @Test
  void scalesByAConstantWithoutLookingAtTheData() {
    NormalizationSpec spec = new NormalizationSpec.Scale(1 / 255.0);
    assertEquals(1, Normalization.fit(spec, column()).apply(255, 0));
    assertEquals(9, Normalization.fit(new NormalizationSpec.None(), column()).apply(9, 0));
  }

  @Test
  void needsAnExampleToFitTo() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> Normalization.fit(new NormalizationSpec.MinMax(), column()));
    assertEquals("Invalid statistics (of at least one example): 0", failure.getMessage());
  }

  @Test
  void isTheSameAfterJson() throws JsonProcessingException {
    Normalization fitted =
        new Normalization(List.of(1.0 / 3, -1e-300), List.of(Math.PI, Double.MIN_VALUE));
    ObjectMapper json = new ObjectMapper();
    String text = json.writeValueAsString(fitted);
    assertEquals(fitted, json.readValue(text, Normalization.class));
    assertEquals(
        "{\"offsets\":[0.0],\"scales\":[1.0]}", json.writeValueAsString(Normalization.none()));
  }

  @Test
  void refusesWhatIsNoNumber() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Normalization(List.of(0.0), List.of(Double.NaN)));
    assertEquals("Invalid scales (numbers): [NaN]", failure.getMessage());
  }

  private static FeatureStatistics column(float... values) {
    StatisticsAccumulator accumulator = new StatisticsAccumulator(1, 1);
    for (float value : values) {
      accumulator.add(new Floats(new float[] {value}));
    }
    return accumulator.statistics();
  }
}
