package io.lockstep.driver.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.data.Normalization;
import io.lockstep.data.Rescale;

/** A normalization within {@code model.json}: its offsets and scales. */
final class NormalizationJson {
  private static final String RESCALE = "rescale";
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
      JsonNode read = JSON.readTree(json);
      // Models from before there was rescaling do not name it.
      if (read instanceof ObjectNode fields && !fields.has(RESCALE)) {
        fields.set(RESCALE, JSON.valueToTree(Rescale.NONE));
      }
      return JSON.treeToValue(read, Normalization.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid normalization (offsets and scales): " + json, e);
    }
  }
}
