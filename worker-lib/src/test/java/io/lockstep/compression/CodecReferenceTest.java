package io.lockstep.compression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.collective.Bfloat16;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Codecs against PyTorch; codecs.py made the reference. */
class CodecReferenceTest {
  private static final JsonNode REFERENCE = read();

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(CodecReferenceTest.class.getResource("codecs.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] floats(JsonNode bits) {
    float[] floats = new float[bits.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(bits.get(i).intValue());
    }
    return floats;
  }

  @Test
  void roundsToBfloat16AsPyTorchDoes() {
    float[] input = floats(REFERENCE.at("/bfloat16/input"));
    float[] expected = floats(REFERENCE.at("/bfloat16/output"));
    assertTrue(input.length > 400);
    for (int i = 0; i < input.length; i++) {
      float rounded = Bfloat16.toFloat(Bfloat16.of(input[i]));
      // Which NaN it is is nobody's promise.
      assertEquals(
          Float.floatToIntBits(expected[i]),
          Float.floatToIntBits(rounded),
          input[i] + " became " + rounded);
      assertEquals(0, Float.floatToRawIntBits(rounded) & 0xffff);
    }
  }

  @Test
  void sendsAndKeepsWhatTopKOfPyTorchDoes() {
    SparseForm form = new SparseForm(floats(REFERENCE.at("/gradients/0")).length, List.of());
    assertTrajectory("top-k", form, new TopKCodec(form, REFERENCE.get("fraction").asDouble()));
  }

  @Test
  void sendsAndKeepsWhatStromsAlgorithmDoes() {
    SparseForm form = new SparseForm(floats(REFERENCE.at("/gradients/0")).length, List.of());
    assertTrajectory("threshold", form, new ThresholdCodec(form, 0.5));
  }

  private static void assertTrajectory(String name, SparseForm form, SparseCodec codec) {
    float[] residual = new float[form.elements()];
    ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
    SparseSum sum = new SparseSum(form, 1);
    JsonNode steps = REFERENCE.get(name);
    for (int step = 0; step < steps.size(); step++) {
      float[] gradient = floats(REFERENCE.get("gradients").get(step));
      for (int i = 0; i < gradient.length; i++) {
        residual[i] += gradient[i];
      }
      codec.restore(REFERENCE.get("tau").asDouble());
      sum.open(0, message, codec.encode(residual, message));
      float[] sent = new float[form.elements()];
      sum.load(0, sent.length, sent);
      assertEqual(floats(steps.get(step).get("sent")), sent, name + " sent in step " + step);
      assertEqual(
          floats(steps.get(step).get("residual")), residual, name + " kept in step " + step);
    }
  }

  /** Equal as numbers: zeros of either sign are the same. */
  private static void assertEqual(float[] expected, float[] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(0f, expected[i] - actual[i], what + ", element " + i);
    }
  }
}
