package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.collective.Operation;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Messages as bytes, little-endian: docs/formats/collective-wire.md. */
final class WireFormat {
  /** Elements of a chunk at most: 256 KiB, a whole number of {@link Slice#BLOCK}s. */
  static final int CHUNK_BYTES = 16 * Slice.BLOCK * Float.BYTES;

  /** Spark's header and ours. */
  static final int HEADER_BYTES = 13 + 16;

  /** What a part says before its row and elements. */
  static final int PART_BYTES = 40;

  private static final int SPARK_BYTES = 13;
  private static final byte ONE_WAY_MESSAGE = 9;
  private static final int MAGIC = 'L' | 'K' << 8 | 'C' << 16 | 'O' << 24;
  private static final byte VERSION = 2;
  private static final int MOST_REASON_BYTES = 4096;
  private static final byte HELLO = 1;
  private static final byte PART = 2;
  private static final byte ABORT = 3;
  private static final byte GOODBYE = 4;

  /** The wire's numbers, from 1, which do not follow the order of the constants. */
  private static final List<Operation> OPERATIONS =
      List.of(Operation.REDUCE_SCATTER, Operation.ALL_GATHER, Operation.EXCHANGE, Operation.GATHER);

  /** The wire's numbers, from 1, of failures that are passed on. */
  private static final List<Kind> KINDS = List.of(Kind.PEER_LOST, Kind.DEADLINE);

  /**
   * The beginning of a message.
   *
   * @param length bytes after it
   */
  record Header(byte kind, int sender, int length) {
    boolean isPart() {
      return kind == PART;
    }
  }

  private WireFormat() {}

  static ByteBuffer encode(Message.Hello hello) {
    ByteBuffer bytes = begin(HELLO, hello.sender(), Integer.BYTES + hello.proof().length, 0);
    return bytes.putInt(hello.size()).put(hello.proof()).flip();
  }

  static ByteBuffer encode(Message.Abort abort) {
    byte[] reason = abort.reason().getBytes(UTF_8);
    int length = Math.min(reason.length, MOST_REASON_BYTES);
    ByteBuffer bytes = begin(ABORT, abort.sender(), Integer.BYTES + length, 0);
    int passedOn = abort.passedOn().map(kind -> 1 + KINDS.indexOf(kind)).orElse(0);
    return bytes.putInt(passedOn).put(reason, 0, length).flip();
  }

  static ByteBuffer encode(Message.Goodbye goodbye) {
    return begin(GOODBYE, goodbye.sender(), 0, 0).flip();
  }

  /**
   * All of a chunk but its elements.
   *
   * @param row goes out with the first chunk
   */
  static ByteBuffer encode(Message.Part part, double[] row) {
    int own = PART_BYTES + part.rowBytes();
    ByteBuffer bytes = begin(PART, part.sender(), own, part.elementBytes());
    Announcement announcement = part.announcement();
    bytes.putLong(part.operation());
    bytes.putInt(1 + OPERATIONS.indexOf(announcement.operation()));
    bytes.putInt(part.encoding().code());
    bytes.putInt(announcement.length());
    bytes.putInt(announcement.rowWidth());
    bytes.putInt(part.total());
    bytes.putInt(part.offset());
    bytes.putInt(part.elements());
    bytes.putInt(0);
    if (part.isFirst()) {
      bytes.asDoubleBuffer().put(row);
      bytes.position(bytes.position() + part.rowBytes());
    }
    return bytes.flip();
  }

  private static ByteBuffer begin(byte kind, int sender, int bytes, int furtherBytes) {
    int body = HEADER_BYTES - SPARK_BYTES + bytes + furtherBytes;
    return ByteBuffer.allocate(HEADER_BYTES + bytes)
        .putLong(SPARK_BYTES + body)
        .put(ONE_WAY_MESSAGE)
        .putInt(body)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .put(VERSION)
        .put(kind)
        .putShort((short) 0)
        .putInt(sender)
        .putInt(bytes + furtherBytes);
  }

  /**
   * Reads the beginning of a message with Spark's own.
   *
   * @param bytes the first {@link #HEADER_BYTES}
   * @throws IllegalArgumentException if it is none
   */
  static Header header(ByteBuffer bytes) {
    bytes.order(ByteOrder.BIG_ENDIAN);
    long frame = bytes.getLong();
    byte type = bytes.get();
    check(type == ONE_WAY_MESSAGE, "type of Spark's message", "" + ONE_WAY_MESSAGE, type);
    int body = bytes.getInt();
    Header header = ownHeader(bytes);
    long expected = HEADER_BYTES - SPARK_BYTES + (long) header.length();
    check(body == expected, "length of Spark's message", expected + " bytes", body);
    check(frame == SPARK_BYTES + expected, "length of Spark's frame", "13 more", frame);
    return header;
  }

  /** Reads the beginning of a message whose first bytes Spark has taken. */
  static Header ownHeader(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int least = HEADER_BYTES - SPARK_BYTES;
    check(bytes.remaining() >= least, "message", "at least " + least + " bytes", bytes.remaining());
    int magic = bytes.getInt();
    check(magic == MAGIC, "magic of a message", "LKCO", "0x" + Integer.toHexString(magic));
    byte version = bytes.get();
    check(version == VERSION, "version of a message", "" + VERSION, version);
    byte kind = bytes.get();
    check(HELLO <= kind && kind <= GOODBYE, "kind of a message", "1 to 4", kind);
    short reserved = bytes.getShort();
    check(reserved == 0, "reserved bytes of a message", "0", reserved);
    int sender = bytes.getInt();
    check(sender >= 0, "sender of a message", "at least 0", sender);
    int length = bytes.getInt();
    check(length >= shortest(kind), "length of a message", "at least " + shortest(kind), length);
    check(length <= longest(kind), "length of a message", "at most " + longest(kind), length);
    return new Header(kind, sender, length);
  }

  private static int shortest(byte kind) {
    return switch (kind) {
      case HELLO -> Integer.BYTES + Proof.BYTES;
      case PART -> PART_BYTES;
      case ABORT -> Integer.BYTES;
      default -> 0;
    };
  }

  private static int longest(byte kind) {
    return switch (kind) {
      case PART -> PART_BYTES + Message.Part.WIDEST_ROW * Double.BYTES + CHUNK_BYTES;
      case ABORT -> Integer.BYTES + MOST_REASON_BYTES;
      default -> shortest(kind);
    };
  }

  /**
   * Reads the rest of a message, but of a part what is before its row and elements.
   *
   * @param bytes as many as the header says, of a part {@link #PART_BYTES}
   * @throws IllegalArgumentException if it is none
   */
  static Message body(Header header, ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int expected = header.isPart() ? PART_BYTES : header.length();
    int remaining = bytes.remaining();
    check(remaining == expected, "length of a message", expected + " bytes", remaining);
    return switch (header.kind()) {
      case HELLO -> new Message.Hello(header.sender(), bytes.getInt(), rest(bytes));
      case PART -> part(header, bytes);
      case ABORT -> abort(header, bytes);
      default -> new Message.Goodbye(header.sender());
    };
  }

  private static byte[] rest(ByteBuffer bytes) {
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    return rest;
  }

  private static Message.Abort abort(Header header, ByteBuffer bytes) {
    int passedOn = bytes.getInt();
    check(0 <= passedOn && passedOn <= KINDS.size(), "kind of a failure", "0 to 2", passedOn);
    Optional<Kind> kind = passedOn == 0 ? Optional.empty() : Optional.of(KINDS.get(passedOn - 1));
    return new Message.Abort(header.sender(), kind, new String(rest(bytes), UTF_8));
  }

  private static Message.Part part(Header header, ByteBuffer bytes) {
    long number = bytes.getLong();
    int operation = bytes.getInt();
    int most = OPERATIONS.size();
    check(1 <= operation && operation <= most, "operation of a part", "1 to " + most, operation);
    Encoding encoding = Encoding.of(bytes.getInt());
    Announcement announcement =
        new Announcement(OPERATIONS.get(operation - 1), bytes.getInt(), bytes.getInt());
    Message.Part part =
        new Message.Part(
            header.sender(),
            number,
            announcement,
            encoding,
            bytes.getInt(),
            bytes.getInt(),
            bytes.getInt());
    int reserved = bytes.getInt();
    check(reserved == 0, "reserved bytes of a part", "0", reserved);
    int expected = PART_BYTES + part.rowBytes() + part.elementBytes();
    check(header.length() == expected, "length of a message", expected + " bytes", header.length());
    return part;
  }
}
