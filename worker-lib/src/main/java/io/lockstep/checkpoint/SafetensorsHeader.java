package io.lockstep.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The header of a safetensors file (github.com/huggingface/safetensors, README "Format"): its
 * length as a little-endian u64, then JSON that gives each tensor {@code dtype}, {@code shape} and
 * {@code data_offsets}; padded with spaces so that the data begin at a multiple of 8. {@code
 * __metadata__} holds {@code "lockstep": "1"}, the version of docs/formats/checkpoint.md.
 */
final class SafetensorsHeader {
  /** Larger headers are refused before they are read. */
  static final int MAX_BYTES = 16 << 20;

  private static final String METADATA = "__metadata__";
  private static final String VERSION = "1";

  private SafetensorsHeader() {}

  /** Length and JSON. */
  static byte[] write(List<Tensor> tensors) throws IOException {
    ObjectNode json = SealedJson.JSON.createObjectNode();
    json.putObject(METADATA).put("lockstep", VERSION);
    for (Tensor tensor : tensors) {
      ObjectNode entry = json.putObject(tensor.name()).put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(tensor.begin()).add(tensor.end());
    }
    String text = json.toString();
    int length = text.getBytes(UTF_8).length;
    String padded = text + " ".repeat(Math.floorMod(-length, 8));
    byte[] bytes = padded.getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  /**
   * Reads up to the first byte of the data.
   *
   * @param fileBytes size of the whole file
   * @return tensors in the order of their bytes, which they fill without overlap or gap
   */
  static List<Tensor> read(InputStream in, long fileBytes, String file) throws IOException {
    if (fileBytes < Long.BYTES) {
      throw Failures.damaged(file, "it has " + fileBytes + " bytes, too few for a header");
    }
    byte[] prefix = in.readNBytes(Long.BYTES);
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long most = Math.min(MAX_BYTES, fileBytes - Long.BYTES);
    if (length < 0 || length > most) {
      throw Failures.damaged(
          file,
          "its header should have "
              + Long.toUnsignedString(length)
              + " bytes, at most "
              + most
              + " are possible");
    }
    byte[] header = in.readNBytes((int) length);
    List<Tensor> tensors = tensors(parse(header, file), file);
    checkOffsets(tensors, fileBytes - Long.BYTES - length, file);
    return tensors;
  }

  private static ObjectNode parse(byte[] header, String file) throws IOException {
    try {
      if (SealedJson.JSON.readTree(new String(header, UTF_8)) instanceof ObjectNode object) {
        return object;
      }
      throw Failures.damaged(file, "its header is no JSON object");
    } catch (JsonProcessingException e) {
      throw Failures.damaged(file, "its header is no JSON (" + e.getOriginalMessage() + ")");
    }
  }

  private static List<Tensor> tensors(ObjectNode header, String file) {
    JsonNode version = header.path(METADATA).path("lockstep");
    if (!version.asText().equals(VERSION)) {
      throw Failures.mismatch(
          file,
          "its metadata name the Lockstep format version "
              + (version.isMissingNode() ? "(none)" : version.asText())
              + ", this Lockstep reads version "
              + VERSION);
    }
    List<Tensor> tensors = new ArrayList<>();
    header.remove(METADATA);
    JsonFields fields = new JsonFields(header, file);
    header.fieldNames().forEachRemaining(name -> tensors.add(tensor(name, fields, file)));
    tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
    return List.copyOf(tensors);
  }

  private static Tensor tensor(String name, JsonFields header, String file) {
    JsonFields fields = header.fields(name);
    if (!fields.text("dtype").equals("F32")) {
      throw Failures.damaged(
          file, "tensor " + name + " is " + fields.text("dtype") + ", only F32 is read");
    }
    List<Long> offsets = fields.integers("data_offsets");
    if (offsets.size() != 2) {
      throw Failures.damaged(file, "tensor " + name + " has data_offsets " + offsets);
    }
    return new Tensor(name, fields.integers("shape"), offsets.get(0), offsets.get(1));
  }

  private static void checkOffsets(List<Tensor> tensors, long dataBytes, String file) {
    long next = 0;
    for (Tensor tensor : tensors) {
      if (tensor.begin() != next) {
        throw Failures.damaged(
            file,
            "tensor "
                + tensor.name()
                + " begins at byte "
                + tensor.begin()
                + " of the data, expected "
                + next);
      }
      checkSize(tensor, file);
      next = tensor.end();
    }
    if (next != dataBytes) {
      throw Failures.damaged(
          file, "its tensors fill " + next + " bytes of data, it has " + dataBytes);
    }
  }

  private static void checkSize(Tensor tensor, String file) {
    boolean fits;
    try {
      fits =
          tensor.shape().stream().allMatch(size -> size >= 0)
              && tensor.end() >= tensor.begin()
              && tensor.bytesOfShape() == tensor.end() - tensor.begin();
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw Failures.damaged(
          file,
          "tensor "
              + tensor.name()
              + " of shape "
              + tensor.shape()
              + " cannot fill the bytes "
              + tensor.begin()
              + " to "
              + tensor.end());
    }
  }
}
