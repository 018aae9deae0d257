package io.lockstep.driver.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Operation;
import io.lockstep.parameters.FlatVector;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WireFormatTest {
  private static final Announcement GATHER = new Announcement(Operation.ALL_GATHER, 4097, 2);

  private static byte[] bytes(ByteBuf message) {
    byte[] bytes = new byte[message.readableBytes()];
    message.readBytes(bytes);
    return bytes;
  }

  private static byte[] part() {
    Message.Part part = new Message.Part(3, 7, GATHER, 0, 3);
    FlatVector vector = FlatVector.copyOf(9, 1, -2, 0.5f, 9);
    return bytes(WireFormat.encode(part, new double[] {1, -0.5}, vector, 1));
  }

  private static String refusal(byte[] bytes) {
    return assertThrows(
            IllegalArgumentException.class, () -> WireFormat.decode(ByteBuffer.wrap(bytes)))
        .getMessage();
  }

  /** Byte for byte as docs/formats/collective-wire.md has it. */
  @Test
  void writesAPartAsDocumented() {
    String expected =
        "4c4b434f 01 02 0000 03000000 3c000000" // magic, version, kind, sender, body
            + "0700000000000000 02000000 00000000" // operation: number, code, encoding
            + "01100000 02000000 00000000 03000000" // length, row width, offset, elements
            + "000000000000f03f 000000000000e0bf" // row
            + "0000803f 000000c0 0000003f"; // elements
    assertArrayEquals(HexFormat.of().parseHex(expected.replace(" ", "")), part());
  }

  @Test
  void readsWhatItWrites() {
    ByteBuffer bytes = ByteBuffer.wrap(part());
    assertEquals(new Message.Part(3, 7, GATHER, 0, 3), WireFormat.decode(bytes));
    assertEquals(1, bytes.getDouble());
    assertEquals(-0.5, bytes.getDouble());
    assertEquals(1, bytes.getFloat());

    byte[] proof = Proof.of("nonce", 1, 0, 2);
    Message hello =
        WireFormat.decode(
            ByteBuffer.wrap(bytes(WireFormat.encode(new Message.Hello(1, 2, proof)))));
    assertArrayEquals(proof, assertInstanceOf(Message.Hello.class, hello).proof());

    Message.Abort abort = new Message.Abort(4, "kein Platz: ä");
    assertEquals(abort, WireFormat.decode(ByteBuffer.wrap(bytes(WireFormat.encode(abort)))));
    Message.Goodbye goodbye = new Message.Goodbye(5);
    assertEquals(goodbye, WireFormat.decode(ByteBuffer.wrap(bytes(WireFormat.encode(goodbye)))));
  }

  @Test
  void cutsALongReason() {
    byte[] bytes = bytes(WireFormat.encode(new Message.Abort(0, "x".repeat(100_000))));
    Message.Abort abort = (Message.Abort) WireFormat.decode(ByteBuffer.wrap(bytes));
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
    assertEquals("Invalid message (at least 16 bytes): 3", refusal(new byte[3]));
    assertEquals("Invalid magic of a message (LKCO): 0x0", refusal(new byte[16]));
    assertEquals("Invalid version of a message (1): 2", refusal(with(4, 2)));
    assertEquals("Invalid kind of a message (1 to 4): 9", refusal(with(5, 9)));
    assertEquals("Invalid reserved bytes of a message (0): 1", refusal(with(6, 1)));
    assertEquals("Invalid sender of a message (at least 0): -16777213", refusal(with(11, -1)));
    assertEquals("Invalid length of a message (60 bytes): 61", refusal(with(12, 61)));
    assertEquals("Invalid operation of a part (1 to 3): 5", refusal(with(24, 5)));
    assertTrue(refusal(with(35, 0x7f)).startsWith("Invalid length of a part's vector"));
    assertTrue(refusal(with(39, 0x7f)).startsWith("Invalid row width of a part"));
    assertEquals("Invalid length of a message (36 bytes): 28", refusal(with(36, 3)));
    assertTrue(refusal(with(43, 0x7f)).startsWith("Invalid offset of a part"));
    assertTrue(refusal(with(47, 0x7f)).startsWith("Invalid elements of a part"));
    assertEquals("Invalid length of a message (32 bytes): 28", refusal(with(44, 4)));
  }

  @Test
  void answersAnyBytesWithAMessageOrARefusal() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] good = part();
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length + 8));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        WireFormat.decode(ByteBuffer.wrap(bytes));
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000 && refused < 20_000, refused + " refused");
  }
}
