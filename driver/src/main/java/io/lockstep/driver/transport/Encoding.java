package io.lockstep.driver.transport;

import io.lockstep.collective.Wire;

/** What the elements of a part are. */
enum Encoding {
  FLOAT32(0, Float.BYTES),
  BFLOAT16(1, Short.BYTES),
  BYTES(2, Byte.BYTES);

  private final int code;
  private final int bytes;

  Encoding(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  static Encoding of(Wire wire) {
    return switch (wire) {
      case FLOAT32 -> FLOAT32;
      case BFLOAT16 -> BFLOAT16;
    };
  }

  /** By its number on the wire. */
  static Encoding of(int code) {
    for (Encoding encoding : values()) {
      if (encoding.code == code) {
        return encoding;
      }
    }
    throw new IllegalArgumentException("Invalid encoding of a part (0 to 2): " + code);
  }

  /** Its number on the wire. */
  int code() {
    return code;
  }

  /** Bytes of an element. */
  int bytes() {
    return bytes;
  }
}
