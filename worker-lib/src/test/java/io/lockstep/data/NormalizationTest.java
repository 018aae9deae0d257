package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Example.Bytes;
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
        "{\"offsets\":[0.0],\"scales\":[1.0],\"rescale\":"
            + "{\"kind\":\"NONE\",\"scale\":1.0,\"lows\":[],\"highs\":[]}}",
        json.writeValueAsString(Normalization.none()));
  }

  @Test
  void refusesWhatIsNoNumber() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Normalization(List.of(0.0), List.of(Double.NaN)));
    assertEquals("Invalid scales (numbers): [NaN]", failure.getMessage());
  }

  @Test
  void rescalesBeforeItStandardizes() throws JsonProcessingException {
    for (Rescale rescale : List.of(Rescale.LOG1P, Rescale.tanh(40))) {
      float[] values = {-3, 0, 7, 200};
      double[] expected = new double[4];
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < 4; i++) {
        double x = values[i];
        expected[i] =
            rescale.equals(Rescale.LOG1P)
                ? Math.signum(x) * Math.log(1 + Math.abs(x))
                : (Math.exp(x / 20) - 1) / (Math.exp(x / 20) + 1);
        mean += expected[i] / 4;
        squares += expected[i] * expected[i] / 4;
      }
      StatisticsAccumulator accumulator = new StatisticsAccumulator(1, 1, rescale);
      for (float value : values) {
        accumulator.add(new Floats(new float[] {value}));
      }
      Normalization fitted =
          Normalization.fit(new NormalizationSpec.Standardize(), accumulator.statistics())
              .after(rescale);
      float[] written = new float[4];
      new Normalizer(fitted, 4).apply(values, written);
      for (int i = 0; i < 4; i++) {
        double standardized = (expected[i] - mean) / Math.sqrt(squares - mean * mean);
        assertEquals(standardized, fitted.apply(values[i], 0), 1e-6);
        assertEquals(fitted.apply(values[i], 0), written[i]);
      }
      ObjectMapper json = new ObjectMapper();
      assertEquals(fitted, json.readValue(json.writeValueAsString(fitted), Normalization.class));
    }
  }

  @Test
  void rescalesBytesLikeNumbers() {
    Normalization normalization =
        new Normalization(List.of(1.0), List.of(2.0)).after(Rescale.LOG1P);
    float[] fromBytes = new float[3];
    float[] fromFloats = new float[3];
    new Normalizer(normalization, 3).apply(new byte[] {0, 7, (byte) 200}, fromBytes);
    new Normalizer(normalization, 3).apply(new float[] {0, 7, 200}, fromFloats);
    assertArrayEquals(fromFloats, fromBytes);
    assertEquals((float) (2 * (Math.log1p(200) - 1)), fromBytes[2]);
    StatisticsAccumulator bytes = new StatisticsAccumulator(3, 1, Rescale.LOG1P);
    bytes.add(new Bytes(new byte[] {0, 7, (byte) 200}));
    assertEquals(Math.log1p(200), bytes.statistics().max(0), 1e-6);
  }

  @Test
  void clipsEachGroupBeforeItStandardizes() throws JsonProcessingException {
    Rescale clip = Rescale.clip(List.of(-1.0, 10.0), List.of(1.0, 30.0));
    StatisticsAccumulator accumulator = new StatisticsAccumulator(4, 2, clip);
    accumulator.add(new Floats(new float[] {-9, 9, 0, 99}));
    assertEquals(0, accumulator.statistics().mean(0));
    assertEquals(20, accumulator.statistics().mean(1));
    Normalization fitted =
        Normalization.fit(new NormalizationSpec.Standardize(), accumulator.statistics())
            .after(clip);
    float[] written = new float[4];
    new Normalizer(fitted, 4).apply(new float[] {0.5f, 7, 25, 1e9f}, written);
    assertArrayEquals(new float[] {0.5f, 1, 0.5f, 1}, written);
    ObjectMapper json = new ObjectMapper();
    assertEquals(fitted, json.readValue(json.writeValueAsString(fitted), Normalization.class));
  }

  @Test
  void clipsEachGroupWhereNormalizationIsTheSameForAll() {
    Rescale clip = Rescale.clip(List.of(1.0, 10.0), List.of(3.0, 30.0));
    Normalization normalization = new Normalization(List.of(1.0), List.of(2.0)).after(clip);
    float[] fromBytes = new float[4];
    new Normalizer(normalization, 4).apply(new byte[] {0, 2, 0, (byte) 200}, fromBytes);
    assertArrayEquals(new float[] {0, 2, 18, 58}, fromBytes);
    assertEquals(58, normalization.apply(200, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Normalization(List.of(1.0), List.of(2.0), clip));
  }

  private static FeatureStatistics column(float... values) {
    StatisticsAccumulator accumulator = new StatisticsAccumulator(1, 1);
    for (float value : values) {
      accumulator.add(new Floats(new float[] {value}));
    }
    return accumulator.statistics();
  }
}
