package io.lockstep.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.UnknownFieldSet;
import org.tensorflow.framework.Summary;

/**
 * An event as other code reads it than that which wrote it: protobuf's own decoder and TensorFlow's
 * own summary message (both come with ND4J), and a CRC32C by table (RFC 3720 appendix B.4:
 * reflected polynomial 0x82F63B78). Field numbers are event.proto's.
 *
 * @param scalars of the summary, if there is one
 * @param sessionStatus 1 is START
 */
public record TestingEvent(
    double wallTime,
    long step,
    Optional<String> fileVersion,
    Optional<Map<String, Float>> scalars,
    Optional<Long> sessionStatus) {
  private static final int[] TABLE = table();

  /** All events of a file, whose checksums must be right. */
  public static List<TestingEvent> read(byte[] file) throws InvalidProtocolBufferException {
    List<TestingEvent> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertEquals(unmask(in.getInt()), crc(length), "CRC of the length");
      byte[] record = new byte[(int) ByteBuffer.wrap(length).order(in.order()).getLong()];
      in.get(record);
      assertEquals(unmask(in.getInt()), crc(record), "CRC of the record");
      events.add(parse(record));
    }
    return events;
  }

  private static TestingEvent parse(byte[] record) throws InvalidProtocolBufferException {
    UnknownFieldSet event = UnknownFieldSet.parseFrom(record);
    Optional<ByteString> summary = bytes(event, 5);
    Optional<ByteString> session = bytes(event, 7);
    return new TestingEvent(
        Double.longBitsToDouble(event.getField(1).getFixed64List().get(0)),
        event.getField(2).getVarintList().get(0),
        bytes(event, 3).map(ByteString::toStringUtf8),
        summary.isPresent() ? Optional.of(scalars(summary.get())) : Optional.empty(),
        session.isPresent()
            ? Optional.of(
                UnknownFieldSet.parseFrom(session.get()).getField(1).getVarintList().get(0))
            : Optional.empty());
  }

  private static Map<String, Float> scalars(ByteString summary)
      throws InvalidProtocolBufferException {
    Map<String, Float> values = new LinkedHashMap<>();
    for (Summary.Value value : Summary.parseFrom(summary).getValueList()) {
      assertEquals(Summary.Value.ValueCase.SIMPLE_VALUE, value.getValueCase());
      values.put(value.getTag(), value.getSimpleValue());
    }
    return values;
  }

  private static Optional<ByteString> bytes(UnknownFieldSet event, int field) {
    return event.getField(field).getLengthDelimitedList().stream().findFirst();
  }

  static int crc(byte[] bytes) {
    int crc = -1;
    for (byte value : bytes) {
      crc = TABLE[(crc ^ value) & 0xFF] ^ (crc >>> 8);
    }
    return ~crc;
  }

  private static int unmask(int masked) {
    int rotated = masked - 0xA282EAD8;
    return rotated >>> 17 | rotated << 15;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ 0x82F63B78;
      }
      table[i] = value;
    }
    return table;
  }
}
