package io.lockstep.collective;

/** What an element of a vector is between hosts; inside a host it is always float32. */
public enum Wire {
  /** As it is. */
  FLOAT32(Float.BYTES),
  /** The upper half of a float32, rounded to nearest even: {@link Bfloat16}. */
  BFLOAT16(Short.BYTES);

  private final int bytes;

  Wire(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }
}
