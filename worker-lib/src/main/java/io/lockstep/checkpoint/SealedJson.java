package io.lockstep.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/**
 * A JSON object with {@code version} as its first member and, as its last, {@code sha256} over all
 * bytes before that member's name, so that a changed digit is found too. Every version is sealed
 * like this.
 */
final class SealedJson {
  static final int MAX_BYTES = 16 << 20;

  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String SEAL = "\"sha256\"";

  private SealedJson() {}

  /** A new object of this version. */
  static ObjectNode object(int version) {
    return JSON.createObjectNode().put("version", version);
  }

  /** Seals the object and gives its text. */
  static byte[] write(ObjectNode object) throws IOException {
    object.put("sha256", "");
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
    object.put("sha256", digest(text));
    return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n")
        .getBytes(UTF_8);
  }

  /**
   * Reads and checks.
   *
   * @param file its whole name, for messages
   * @param version the only one that the caller knows
   */
  static JsonFields read(InputStream in, String file, int version) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw Failures.damaged(file, "it is larger than " + MAX_BYTES + " bytes");
    }
    String text = new String(bytes, UTF_8);
    JsonFields fields = new JsonFields(parse(text, file), file);
    if (!fields.text("sha256").equals(digest(text))) {
      throw Failures.damaged(file, "its content does not have the SHA-256 that it names");
    }
    long found = fields.integer("version");
    if (found != version) {
      throw Failures.mismatch(
          file,
          "it has version "
              + found
              + ", this Lockstep reads version "
              + version
              + "; use the Lockstep that wrote it");
    }
    return fields;
  }

  private static ObjectNode parse(String text, String file) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw Failures.damaged(file, "it is no JSON object");
    } catch (JsonProcessingException e) {
      throw Failures.damaged(file, "it is no JSON (" + e.getOriginalMessage() + ")");
    }
  }

  private static String digest(String text) {
    Digest digest = new Digest();
    digest.update(text.substring(0, Math.max(0, text.lastIndexOf(SEAL))).getBytes(UTF_8));
    return digest.hex();
  }
}
