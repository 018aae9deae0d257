package io.lockstep.hdf5;

/** The elements of an array or attribute (section IV.A.2.d), as far as Keras writes them. */
enum Datatype {
  FLOAT32,
  FLOAT64,
  /** Texts of one length, padded. */
  TEXT,
  /** Texts of any length, in a global heap. */
  HEAP_TEXT,
  OTHER;

  private static final int FLOAT_CLASS = 1;
  private static final int TEXT_CLASS = 3;
  private static final int VARIABLE_CLASS = 9;

  /** IEEE 754 in little-endian order: places and sizes of exponent and mantissa. */
  private static final String BINARY32 = "0 32 23 8 0 23 127";

  private static final String BINARY64 = "0 64 52 11 0 52 1023";

  /**
   * What elements are.
   *
   * @param size in bytes
   */
  record Element(Datatype type, long size) {}

  static Element read(Cursor content) throws Hdf5Exception {
    int kind = content.u8() & 0xf;
    int bits = content.u8();
    content.skip(2);
    long size = content.u32();
    Datatype type =
        switch (kind) {
          case FLOAT_CLASS -> number(content, size, bits);
          case TEXT_CLASS -> TEXT;
          case VARIABLE_CLASS -> (bits & 0xf) == 1 && size == 16 ? HEAP_TEXT : OTHER;
          default -> OTHER;
        };
    return new Element(type, size);
  }

  private static Datatype number(Cursor content, long size, int bits) throws Hdf5Exception {
    String form =
        "%d %d %d %d %d %d %d"
            .formatted(
                content.u16(),
                content.u16(),
                content.u8(),
                content.u8(),
                content.u8(),
                content.u8(),
                content.u32());
    boolean isLittle = (bits & 0x41) == 0;
    if (isLittle && size == 4 && form.equals(BINARY32)) {
      return FLOAT32;
    }
    return isLittle && size == 8 && form.equals(BINARY64) ? FLOAT64 : OTHER;
  }
}
