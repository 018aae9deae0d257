package io.lockstep.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;

/** JSON of a foreign model as a tree of plain values. */
final class JsonTree {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonTree() {}

  /**
   * Parses.
   *
   * @param where the file, for messages
   */
  static JsonNode read(byte[] bytes, String where) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new LockstepException(
          ExitCode.DATA,
          "Cannot use the model " + where + ": it is no JSON (" + e.getOriginalMessage() + ").",
          e);
    }
  }
}
