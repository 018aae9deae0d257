package io.lockstep.driver.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Normalization;

/** A normalization within {@code model.json}: its offsets and scales. */
final class NormalizationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NormalizationJson() {}

  static String write(Normalization normalization) {
    try {
      return JSON.writeValueAsString(normalization);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a normalization as JSON", e);
    }
  }

  static Normalization read(String json) {
    try {
      return JSON.readValue(json, Normalization.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid normalization (offsets and scales): " + json, e);
    }
  }
}
