package io.lockstep.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TensorFlow's frame around a record (tensorflow/core/lib/io/record_writer.h): length as u64, its
 * masked CRC32C, the bytes, their masked CRC32C; little-endian.
 */
final class TfRecord {
  private static final int MASK_DELTA = 0xA282EAD8;

  private TfRecord() {}

  static byte[] frame(byte[] record) {
    ByteBuffer frame =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + record.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(record.length);
    frame.putInt(maskedCrc(frame.array(), Long.BYTES));
    frame.put(record);
    frame.putInt(maskedCrc(record, record.length));
    return frame.array();
  }

  /** Rotated right by 15 bits plus a constant (tensorflow/core/lib/hash/crc32c.h, Mask). */
  private static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
