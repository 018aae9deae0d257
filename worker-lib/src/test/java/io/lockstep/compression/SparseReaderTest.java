package io.lockstep.compression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that another process has damaged or made up. */
class SparseReaderTest {
  private static final SparseForm FORM = new SparseForm(40_000, List.of(new Slice(0, 3)));

  private final ByteBuffer message = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private final SparseSum sum = new SparseSum(FORM, 1);
  private int bytes;

  @BeforeEach
  void writeASoundMessage() {
    SparseWriter writer = new SparseWriter(FORM);
    writer.begin(message, SparseForm.Kind.TOP_K, 3, 0);
    writer.value(7, 1.5f);
    writer.value(32_767, -2);
    writer.value(32_768, 4);
    bytes = writer.end(new float[] {1, 2, 3});
  }

  private String refusal() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              sum.open(0, message, bytes);
              sum.load(0, FORM.elements(), new float[FORM.elements()]);
            });
    assertTrue(
        refusal.getMessage().startsWith("Invalid sparse message of rank 0 ("),
        refusal.getMessage());
    return refusal.getMessage();
  }

  @Test
  void readsASoundOne() {
    sum.open(0, message, bytes);
    float[] all = new float[FORM.elements()];
    sum.load(0, all.length, all);
    assertEquals(2, all[1]);
    assertEquals(1.5f, all[7]);
    assertEquals(-2, all[32_767]);
    assertEquals(4, all[32_768]);
    assertEquals(20 + 2 * 2 + 3 * 6 + 3 * 4, bytes);
  }

  @Test
  void refusesAnotherVersion() {
    message.put(0, (byte) 2);
    assertTrue(refusal().contains("(version 1)"));
  }

  @Test
  void refusesAnotherKind() {
    message.put(1, (byte) 3);
    assertTrue(refusal().contains("(kind 1 or 2): 3"));
  }

  @Test
  void refusesAnotherNetworksGradient() {
    message.putInt(4, 39_999);
    assertTrue(refusal().contains("39999 elements"));
  }

  @Test
  void refusesMoreEntriesThanThereAreBytesFor() {
    message.putInt(8, 1 << 30);
    assertTrue(refusal().contains("0 to 40000 entries"));
    message.putInt(8, 4);
    assertTrue(refusal().contains("for 4 entries"));
    message.putInt(8, -1);
    assertTrue(refusal().contains("-1"));
  }

  @Test
  void refusesBlocksThatDoNotAddUp() {
    message.putShort(20, (short) 0xffff);
    assertTrue(refusal().contains("3 entries over its blocks"));
  }

  @Test
  void refusesPlacesThatDoNotRise() {
    message.putShort(26, (short) 7);
    assertTrue(refusal().contains("rising"));
  }

  @Test
  void refusesAShortOne() {
    bytes = 10;
    refusal();
  }

  @Test
  void noDamageReachesBeyondTheMessage() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] sound = message.array().clone();
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      message.put(0, sound);
      for (int change = 0; change <= random.nextInt(4); change++) {
        message.put(random.nextInt(bytes), (byte) random.nextInt());
      }
      try {
        sum.open(0, message, bytes);
        sum.load(0, FORM.elements(), new float[FORM.elements()]);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, "only " + refused + " were refused");
  }
}
