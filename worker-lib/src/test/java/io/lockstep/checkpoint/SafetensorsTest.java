package io.lockstep.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Piece.Kind.WEIGHT, List.of(2, 3), 0),
              new Piece("0.bias", Piece.Kind.BIAS, List.of(2), 6)));

  private static final String HEADER =
      "{\"__metadata__\":{\"lockstep\":\"1\"},"
          + "\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
          + "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}";

  @Test
  void writesExactlyTheBytesOfTheFormat() throws IOException {
    FlatVector vector = FlatVector.copyOf(0.5f, -1.25f, 3e-39f, -0.0f, 1e30f, 7, 1, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, LAYOUT, Map.of("", vector));
    assertArrayEquals(file(HEADER, 0.5f, -1.25f, 3e-39f, -0.0f, 1e30f, 7, 1, 2), out.toByteArray());
  }

  @Test
  void readsWhatTheReferenceImplementationWrote() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("reference.safetensors")) {
      FlatVector vector = read(in.readAllBytes());
      assertArrayEquals(
          new float[] {0.5f, -1.25f, 3e-39f, -0.0f, 1e30f, 7, 1, 2}, vector.toArray());
    }
  }

  @Test
  void readsBackEveryBitOfSeveralVectors() throws IOException {
    Map<String, FlatVector> vectors = new LinkedHashMap<>();
    vectors.put("z", TestingStates.vector(1));
    vectors.put("a", TestingStates.vector(2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, TestingStates.LAYOUT, vectors);
    Map<String, FlatVector> read =
        Safetensors.read(
            new ByteArrayInputStream(out.toByteArray()),
            out.size(),
            "f",
            TestingStates.LAYOUT,
            List.of("z", "a"));
    assertEquals(List.of("z", "a"), List.copyOf(read.keySet()));
    assertEquals(TestingStates.bits(vectors.get("z")), TestingStates.bits(read.get("z")));
    assertEquals(TestingStates.bits(vectors.get("a")), TestingStates.bits(read.get("a")));
  }

  @Test
  void writesAFileWithoutTensorsForAnOptimizerWithoutState() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, LAYOUT, Map.of());
    assertArrayEquals(file("{\"__metadata__\":{\"lockstep\":\"1\"}}"), out.toByteArray());
    assertEquals(
        Map.of(),
        Safetensors.read(
            new ByteArrayInputStream(out.toByteArray()), out.size(), "f", LAYOUT, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[24,32] | [20,32] | tensor 0.bias begins at byte 20 of the data, expected 24",
        "[24,32] | [28,36] | tensor 0.bias begins at byte 28 of the data, expected 24",
        "[24,32] | [-8,0] | tensor 0.bias begins at byte -8 of the data, expected 0",
        "[24,32] | [24,28] | tensor 0.bias of shape [2] cannot fill the bytes 24 to 28",
        "[24,32] | [24] | tensor 0.bias has data_offsets [24]",
        "[24,32] | [24,1e3] | \"data_offsets\" is not an integer: 1000.0",
        "[24,32] | [24,99999999999999999999] | \"data_offsets\" is not an integer:"
            + " 99999999999999999999",
        "[24,32] | null | \"data_offsets\" is not a list: null",
        "[2,3] | [-2,-3] | tensor 0.weight of shape [-2, -3] cannot fill the bytes 0 to 24",
        "[2,3] | [4294967296,4294967296] | tensor 0.weight of shape [4294967296, 4294967296]"
            + " cannot fill the bytes 0 to 24",
        "[2,3] | \"6\" | \"shape\" is not a list: \"6\"",
        "F32 | F64 | tensor 0.weight is F64, only F32 is read",
        "\"dtype\" | \"type\" | \"dtype\" is missing",
        "0.bias | 0.weight | its header is no JSON (Duplicate field '0.weight')",
      })
  void refusesHeadersThatDoNotAddUp(String part, String instead, String message) {
    int at = HEADER.lastIndexOf(part);
    String header =
        part.equals("F32")
            ? HEADER.replaceFirst(part, instead)
            : HEADER.substring(0, at) + instead + HEADER.substring(at + part.length());
    assertRefused(ExitCode.DATA, "Cannot read f: " + message, file(header, new float[8]));
  }

  @Test
  void refusesDataThatTheTensorsDoNotFill() {
    assertRefused(
        ExitCode.DATA,
        "Cannot read f: its tensors fill 32 bytes of data, it has 36",
        file(HEADER, new float[9]));
    assertRefused(
        ExitCode.DATA,
        "Cannot read f: its tensors fill 32 bytes of data, it has 28",
        file(HEADER, new float[7]));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, -1, Long.MIN_VALUE, (16 << 20) + 1, 300})
  void refusesAHeaderLengthBeforeItTakesMemoryForIt(long length) {
    byte[] bytes = file(HEADER, new float[8]);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertRefused(
        ExitCode.DATA,
        "Cannot read f: its header should have "
            + Long.toUnsignedString(length)
            + " bytes, at most "
            + (bytes.length - 8)
            + " are possible",
        bytes);
  }

  @Test
  void refusesFilesTooShortForAnyHeader() {
    assertRefused(
        ExitCode.DATA, "Cannot read f: it has 7 bytes, too few for a header", new byte[7]);
  }

  @Test
  void refusesAHeaderThatIsNoJsonObject() {
    assertRefused(ExitCode.DATA, "Cannot read f: its header is no JSON object", file("[1,2]"));
    assertRefused(
        ExitCode.DATA,
        "Cannot read f: its header is no JSON (Unexpected end-of-input: expected close marker for"
            + " Object (start marker at [Source: (String)\"{       \"; line: 1, column: 1]))",
        file("{"));
  }

  @Test
  void refusesAnUnknownVersion() {
    assertRefused(
        ExitCode.USAGE,
        "Cannot use f: its metadata name the Lockstep format version 2, this Lockstep reads"
            + " version 1",
        file(HEADER.replace("\"1\"", "\"2\""), new float[8]));
    assertRefused(
        ExitCode.USAGE,
        "Cannot use f: its metadata name the Lockstep format version (none), this Lockstep reads"
            + " version 1",
        file("{}"));
  }

  @Test
  void namesWhatIsOfAnotherModel() {
    assertRefused(
        ExitCode.USAGE,
        "Cannot use f: tensor 0.weight has shape [3, 2], the model's is [2, 3]",
        file(HEADER.replace("[2,3]", "[3,2]"), new float[8]));
    assertRefused(
        ExitCode.USAGE,
        "Cannot use f: it is of another model: without tensors [0.bias], with unknown tensors"
            + " [1.bias]",
        file(HEADER.replace("0.bias", "1.bias"), new float[8]));
  }

  @Test
  void refusesAFileThatEndsEarlierThanItsSize() {
    byte[] bytes = file(HEADER, new float[8]);
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () ->
                Safetensors.read(
                    new ByteArrayInputStream(bytes, 0, bytes.length - 1),
                    bytes.length,
                    "f",
                    LAYOUT,
                    List.of("")));
    assertEquals("Cannot read f: it ends within tensor 0.bias", failure.getMessage());
  }

  private static void assertRefused(ExitCode code, String message, byte[] file) {
    LockstepException failure = assertThrows(LockstepException.class, () -> read(file));
    assertEquals(message, failure.getMessage());
    assertEquals(code, failure.exitCode());
  }

  private static FlatVector read(byte[] file) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(file), file.length, "f", LAYOUT, List.of(""))
        .get("");
  }

  /** The format by hand: length, header padded with spaces to a multiple of 8, data. */
  private static byte[] file(String header, float... data) {
    int length = (header.length() + 7) / 8 * 8;
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put((header + " ".repeat(length - header.length())).getBytes(UTF_8));
    for (float value : data) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
