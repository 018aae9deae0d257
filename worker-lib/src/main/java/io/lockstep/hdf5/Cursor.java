package io.lockstep.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads little-endian numbers and texts one after the other, and never beyond its end. */
final class Cursor {
  /** What HDF5 writes for an address that is nowhere. */
  static final long UNDEFINED = -1;

  private final ByteBuffer bytes;

  Cursor(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int left() {
    return bytes.remaining();
  }

  int u8() throws Hdf5Exception {
    need(1);
    return bytes.get() & 0xff;
  }

  int u16() throws Hdf5Exception {
    need(2);
    return bytes.getShort() & 0xffff;
  }

  long u32() throws Hdf5Exception {
    need(4);
    return bytes.getInt() & 0xffff_ffffL;
  }

  /** Negative: {@link #UNDEFINED}, or more than any file has. */
  long u64() throws Hdf5Exception {
    need(8);
    return bytes.getLong();
  }

  Cursor skip(int count) throws Hdf5Exception {
    need(count);
    bytes.position(bytes.position() + count);
    return this;
  }

  /** Moves to a place counted from the beginning. */
  Cursor seek(long place) throws Hdf5Exception {
    if (place < 0 || place > bytes.limit()) {
      throw new Hdf5Exception("it points at a place that is not there");
    }
    bytes.position((int) place);
    return this;
  }

  /** The next bytes by themselves, which are passed. */
  Cursor part(long count) throws Hdf5Exception {
    need(count);
    Cursor part = new Cursor(bytes.slice(bytes.position(), (int) count));
    bytes.position(bytes.position() + (int) count);
    return part;
  }

  /** Moves to the next multiple of 8 from the beginning; the last padding may be missing. */
  Cursor align() {
    bytes.position(Math.min(bytes.limit(), (bytes.position() + 7) / 8 * 8));
    return this;
  }

  /** Fails unless the next bytes are these letters. */
  Cursor expect(String letters) throws Hdf5Exception {
    if (!text(letters.length()).equals(letters)) {
      throw new Hdf5Exception("it has no '" + letters + "' where there must be one");
    }
    return this;
  }

  /** Up to a zero or the end of the next bytes, which are passed. */
  String text(long count) throws Hdf5Exception {
    return part(count).textToZero();
  }

  /** Up to a zero or the end. */
  String textToZero() {
    int from = bytes.position();
    int to = from;
    while (to < bytes.limit() && bytes.get(to) != 0) {
      to++;
    }
    byte[] letters = new byte[to - from];
    bytes.get(from, letters);
    return new String(letters, StandardCharsets.UTF_8);
  }

  /** What is left, in little-endian order. */
  ByteBuffer bytes() {
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void need(long count) throws Hdf5Exception {
    if (count < 0 || count > bytes.remaining()) {
      throw new Hdf5Exception("it ends too early, or a size in it is wrong");
    }
  }
}
