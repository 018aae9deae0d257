package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Operation;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Messages as bytes, little-endian: docs/formats/collective-wire.md. */
final class WireFormat {
  /**
   * Elements of a chunk: 240 KiB. Whole blocks of {@link Slice#BLOCK}; with its headers within the
   * 256 KiB that Spark's encoder hands to a socket at once, and below the 512 KiB from which the G1
   * collector takes the array that Spark's decoder merges a message into for humongous.
   */
  static final int CHUNK = 15 * Slice.BLOCK;

  private static final int MAGIC = 'L' | 'K' << 8 | 'C' << 16 | 'O' << 24;
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 16;
  private static final int PART_BYTES = 32;
  private static final int MOST_REASON_BYTES = 4096;
  private static final int FLOAT32 = 0;
  private static final byte HELLO = 1;
  private static final byte PART = 2;
  private static final byte ABORT = 3;
  private static final byte GOODBYE = 4;

  /** The wire's numbers, which do not follow the order of the constants. */
  private static final List<Operation> OPERATIONS =
      List.of(Operation.REDUCE_SCATTER, Operation.ALL_GATHER, Operation.EXCHANGE);

  private WireFormat() {}

  static ByteBuf encode(Message.Hello hello) {
    ByteBuffer bytes = begin(HELLO, hello.sender(), Integer.BYTES + hello.proof().length, 0);
    return end(bytes.putInt(hello.size()).put(hello.proof()));
  }

  static ByteBuf encode(Message.Abort abort) {
    byte[] reason = abort.reason().getBytes(UTF_8);
    int length = Math.min(reason.length, MOST_REASON_BYTES);
    return end(begin(ABORT, abort.sender(), length, 0).put(reason, 0, length));
  }

  static ByteBuf encode(Message.Goodbye goodbye) {
    return end(begin(GOODBYE, goodbye.sender(), 0, 0));
  }

  /**
   * A chunk, whose elements stay where they are: they must not change until it has been written.
   *
   * @param row goes out with the first chunk
   * @param from index in the vector of the chunk's first element
   */
  static ByteBuf encode(Message.Part part, double[] row, FlatVector vector, int from) {
    int rowBytes = part.isFirst() ? row.length * Double.BYTES : 0;
    int elementBytes = part.elements() * Float.BYTES;
    ByteBuffer bytes = begin(PART, part.sender(), PART_BYTES + rowBytes, elementBytes);
    Announcement announcement = part.announcement();
    bytes.putLong(part.operation());
    bytes.putInt(1 + OPERATIONS.indexOf(announcement.operation()));
    bytes.putInt(FLOAT32);
    bytes.putInt(announcement.length());
    bytes.putInt(announcement.rowWidth());
    bytes.putInt(part.offset());
    bytes.putInt(part.elements());
    if (part.isFirst()) {
      bytes.asDoubleBuffer().put(row);
      bytes.position(bytes.position() + rowBytes);
    }
    ByteBuffer elements = vector.bytes().slice(from * Float.BYTES, elementBytes);
    return Unpooled.wrappedBuffer(bytes.flip(), elements);
  }

  private static ByteBuffer begin(byte kind, int sender, int bytes, int furtherBytes) {
    return ByteBuffer.allocate(HEADER_BYTES + bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .put(VERSION)
        .put(kind)
        .putShort((short) 0)
        .putInt(sender)
        .putInt(bytes + furtherBytes);
  }

  private static ByteBuf end(ByteBuffer bytes) {
    return Unpooled.wrappedBuffer(bytes.flip());
  }

  /**
   * Reads a message and checks every size in it against what is there. Of a part, row and elements
   * are what then remains in the buffer.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Message decode(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int available = bytes.remaining();
    check(available >= HEADER_BYTES, "message", "at least " + HEADER_BYTES + " bytes", available);
    int magic = bytes.getInt();
    check(magic == MAGIC, "magic of a message", "LKCO", "0x" + Integer.toHexString(magic));
    byte version = bytes.get();
    check(version == VERSION, "version of a message", "" + VERSION, version);
    byte kind = bytes.get();
    short reserved = bytes.getShort();
    check(reserved == 0, "reserved bytes of a message", "0", reserved);
    int sender = bytes.getInt();
    check(sender >= 0, "sender of a message", "at least 0", sender);
    int length = bytes.getInt();
    checkLength(length, bytes.remaining());
    return switch (kind) {
      case HELLO -> hello(sender, bytes);
      case PART -> part(sender, bytes);
      case ABORT -> abort(sender, bytes);
      case GOODBYE -> {
        checkLength(bytes.remaining(), 0);
        yield new Message.Goodbye(sender);
      }
      default -> throw new IllegalArgumentException("Invalid kind of a message (1 to 4): " + kind);
    };
  }

  private static Message.Hello hello(int sender, ByteBuffer bytes) {
    checkLength(bytes.remaining(), Integer.BYTES + Proof.BYTES);
    int size = bytes.getInt();
    byte[] proof = new byte[Proof.BYTES];
    bytes.get(proof);
    return new Message.Hello(sender, size, proof);
  }

  private static Message.Abort abort(int sender, ByteBuffer bytes) {
    int length = bytes.remaining();
    check(length <= MOST_REASON_BYTES, "reason", "at most " + MOST_REASON_BYTES + " bytes", length);
    byte[] reason = new byte[length];
    bytes.get(reason);
    return new Message.Abort(sender, new String(reason, UTF_8));
  }

  private static Message.Part part(int sender, ByteBuffer bytes) {
    int available = bytes.remaining();
    check(available >= PART_BYTES, "part", "at least " + PART_BYTES + " bytes", available);
    long number = bytes.getLong();
    int operation = bytes.getInt();
    check(
        1 <= operation && operation <= OPERATIONS.size(),
        "operation of a part",
        "1 to " + OPERATIONS.size(),
        operation);
    int encoding = bytes.getInt();
    check(encoding == FLOAT32, "encoding of a part", FLOAT32 + ", float32", encoding);
    Announcement announcement =
        new Announcement(OPERATIONS.get(operation - 1), bytes.getInt(), bytes.getInt());
    Message.Part part =
        new Message.Part(sender, number, announcement, bytes.getInt(), bytes.getInt());
    int rowBytes = part.isFirst() ? announcement.rowWidth() * Double.BYTES : 0;
    checkLength(bytes.remaining(), rowBytes + part.elements() * Float.BYTES);
    return part;
  }

  private static void checkLength(int length, int expected) {
    check(length == expected, "length of a message", expected + " bytes", length);
  }
}
