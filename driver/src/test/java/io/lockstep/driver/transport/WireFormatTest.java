package io.lockstep.driver.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.collective.Operation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WireFormatTest {
  private static final Announcement GATHER = new Announcement(Operation.ALL_GATHER, 4097, 2);

  private static final Message.Part PART =
      new Message.Part(3, 7, GATHER, Encoding.BFLOAT16, 5, 0, 3);

  private static byte[] bytes(ByteBuffer message) {
    return Arrays.copyOfRange(message.array(), 0, message.limit());
  }

  /** All but the elements. */
  private static byte[] part() {
    return bytes(WireFormat.encode(PART, new double[] {1, -0.5}));
  }

  private static Message decode(ByteBuffer bytes) {
    WireFormat.Header header = WireFormat.header(bytes);
    int length = header.isPart() ? WireFormat.PART_BYTES : header.length();
    ByteBuffer body = bytes.slice(bytes.position(), Math.min(length, bytes.remaining()));
    bytes.position(bytes.position() + body.remaining());
    return WireFormat.body(header, body);
  }

  private static String refusal(byte[] bytes) {
    return assertThrows(IllegalArgumentException.class, () -> decode(ByteBuffer.wrap(bytes)))
        .getMessage();
  }

  /** Byte for byte as docs/formats/collective-wire.md has it. */
  @Test
  void writesAPartAsDocumented() {
    String expected =
        "000000000000005b 09 0000004e" // Spark: frame, type, body
            + "4c4b434f 02 02 0000 03000000 3e000000" // magic, version, kind, sender, body
            + "0700000000000000 02000000 01000000" // operation: number, code, encoding
            + "01100000 02000000 05000000 00000000" // length, row width, total, offset
            + "03000000 00000000" // elements, reserved
            + "000000000000f03f 000000000000e0bf"; // row
    assertArrayEquals(HexFormat.of().parseHex(expected.replace(" ", "")), part());
  }

  @Test
  void readsWhatItWrites() {
    ByteBuffer bytes = ByteBuffer.wrap(part());
    assertEquals(PART, decode(bytes));
    assertEquals(1, bytes.order(ByteOrder.LITTLE_ENDIAN).getDouble());
    assertEquals(-0.5, bytes.getDouble());
    assertEquals(0, bytes.remaining());

    byte[] proof = Proof.of("nonce", 1, 0, 2);
    Message hello = decode(WireFormat.encode(new Message.Hello(1, 2, proof)));
    assertArrayEquals(proof, assertInstanceOf(Message.Hello.class, hello).proof());

    for (Optional<Kind> passedOn :
        List.of(Optional.<Kind>empty(), Optional.of(Kind.PEER_LOST), Optional.of(Kind.DEADLINE))) {
      Message.Abort abort = new Message.Abort(4, passedOn, "kein Platz: ä");
      assertEquals(abort, decode(WireFormat.encode(abort)));
    }
    Message.Goodbye goodbye = new Message.Goodbye(5);
    assertEquals(goodbye, decode(WireFormat.encode(goodbye)));
  }

  @Test
  void cutsALongReason() {
    Message.Abort whole = new Message.Abort(0, Optional.empty(), "x".repeat(100_000));
    Message.Abort abort = (Message.Abort) decode(WireFormat.encode(whole));
    assertEquals("x".repeat(4096), abort.reason());
  }

  @Test
  void aProofHoldsForOneSenderOneReceiverAndOneRun() {
    byte[] proof = Proof.of("nonce", 1, 0, 2);
    assertTrue(Proof.equal(proof, Proof.of("nonce", 1, 0, 2)));
    assertEquals(false, Proof.equal(proof, Proof.of("nonce", 0, 1, 2)));
    assertEquals(false, Proof.equal(proof, Proof.of("nonce", 1, 0, 3)));
    assertEquals(false, Proof.equal(proof, Proof.of("nonce2", 1, 0, 2)));
  }

  private static byte[] with(int index, int value) {
    byte[] bytes = part();
    bytes[index] = (byte) value;
    return bytes;
  }

  @Test
  void refusesEverySizeThatLies() {
    String tooShort =
        assertThrows(
                IllegalArgumentException.class, () -> WireFormat.ownHeader(ByteBuffer.allocate(3)))
            .getMessage();
    assertEquals("Invalid message (at least 16 bytes): 3", tooShort);
    assertEquals("Invalid length of Spark's frame (13 more): 2130706523", refusal(with(4, 0x7f)));
    assertEquals("Invalid type of Spark's message (9): 3", refusal(with(8, 3)));
    assertEquals("Invalid length of Spark's message (78 bytes): 79", refusal(with(12, 79)));
    assertEquals("Invalid magic of a message (LKCO): 0x4f434b00", refusal(with(13, 0)));
    assertEquals("Invalid version of a message (2): 1", refusal(with(17, 1)));
    assertEquals("Invalid kind of a message (1 to 4): 9", refusal(with(18, 9)));
    assertEquals("Invalid reserved bytes of a message (0): 1", refusal(with(19, 1)));
    assertEquals("Invalid sender of a message (at least 0): -16777213", refusal(with(24, -1)));
    assertEquals("Invalid length of a message (at least 40): 39", refusal(with(25, 39)));
    assertTrue(refusal(with(28, 0x7f)).startsWith("Invalid length of a message (at most 8650"));
    assertEquals("Invalid operation of a part (1 to 4): 5", refusal(with(37, 5)));
    assertEquals("Invalid encoding of a part (0 to 2): 3", refusal(with(41, 3)));
    assertTrue(refusal(with(48, 0x7f)).startsWith("Invalid length of a part's vector"));
    assertTrue(refusal(with(52, 0x7f)).startsWith("Invalid row width of a part"));
    assertTrue(refusal(with(56, 0x7f)).startsWith("Invalid total of a part"));
    assertTrue(refusal(with(60, 0x7f)).startsWith("Invalid offset of a part"));
    assertEquals("Invalid elements of a part (0 to 5): 6", refusal(with(61, 6)));
    assertEquals("Invalid reserved bytes of a part (0): 1", refusal(with(65, 1)));
    assertEquals("Invalid length of a message (54 bytes): 62", refusal(with(49, 1)));
    assertEquals("Invalid length of a message (64 bytes): 62", refusal(with(61, 4)));
  }

  @Test
  void answersAnyBytesWithAMessageOrARefusal() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] good = part();
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(good, WireFormat.HEADER_BYTES + random.nextInt(good.length));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        decode(ByteBuffer.wrap(bytes));
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000 && refused < 20_000, refused + " refused");
  }
}
