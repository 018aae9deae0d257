package io.lockstep.driver.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** Small JSON objects with a version, read strictly: no key twice, none missing, none unknown. */
final class JsonText {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private JsonText() {}

  /** Indented, with a line end. */
  static byte[] write(ObjectNode json) {
    try {
      return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON: " + e.getMessage(), e);
    }
  }

  /** The fields of an object, after its version was checked. */
  static Fields read(byte[] bytes, String what, int version) throws IOException {
    JsonNode json;
    try {
      json = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException("Cannot read the " + what + ": " + e.getOriginalMessage(), e);
    }
    if (!(json instanceof ObjectNode object)) {
      throw new IOException("Cannot read the " + what + ": it is no JSON object");
    }
    Fields fields = new Fields(object, what);
    long found = fields.whole("version");
    if (found != version) {
      throw new IOException(
          "Cannot read the " + what + ": its version is " + found + ", not " + version);
    }
    return fields;
  }

  /** The fields of one object; each is to be asked for. */
  static final class Fields {
    private final ObjectNode json;
    private final String what;
    private final Set<String> left = new TreeSet<>();

    private Fields(ObjectNode json, String what) {
      this.json = json;
      this.what = what;
      json.fieldNames().forEachRemaining(left::add);
    }

    long whole(String key) throws IOException {
      JsonNode node = node(key);
      if (!node.isIntegralNumber() || !node.canConvertToLong()) {
        throw mismatch(key, "a whole number", node);
      }
      return node.longValue();
    }

    double number(String key) throws IOException {
      JsonNode node = node(key);
      if (!node.isNumber()) {
        throw mismatch(key, "a number", node);
      }
      return node.doubleValue();
    }

    String text(String key) throws IOException {
      JsonNode node = node(key);
      if (!node.isTextual()) {
        throw mismatch(key, "a text", node);
      }
      return node.textValue();
    }

    OptionalDouble optionalNumber(String key) throws IOException {
      return node(key).isNull() ? OptionalDouble.empty() : OptionalDouble.of(number(key));
    }

    Optional<String> optionalText(String key) throws IOException {
      return node(key).isNull() ? Optional.empty() : Optional.of(text(key));
    }

    /** Fails if the object has a field that nobody asked for. */
    void checkNoneLeft() throws IOException {
      if (!left.isEmpty()) {
        throw new IOException(
            "Cannot read the " + what + ": unknown keys " + String.join(", ", left));
      }
    }

    private JsonNode node(String key) throws IOException {
      left.remove(key);
      JsonNode node = json.get(key);
      if (node == null) {
        throw new IOException("Cannot read the " + what + ": it has no '" + key + "'");
      }
      return node;
    }

    private IOException mismatch(String key, String expected, JsonNode node) {
      return new IOException(
          "Cannot read the " + what + ": '" + key + "' is " + node + ", not " + expected);
    }
  }
}
