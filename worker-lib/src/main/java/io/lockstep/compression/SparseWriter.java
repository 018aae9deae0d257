package io.lockstep.compression;

import io.lockstep.compression.SparseForm.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes one message after the other; entries in rising order. */
final class SparseWriter {
  private final int elements;
  private final int denseElements;
  private final int[] counts;
  private ByteBuffer out = ByteBuffer.allocate(0);
  private int places;
  private int values;
  private int end;

  SparseWriter(SparseForm form) {
    this.elements = form.elements();
    this.denseElements = form.denseElements();
    this.counts = new int[form.blocks()];
  }

  /**
   * Begins a message at index 0 of a buffer that has room for it.
   *
   * @param entries that will follow
   */
  void begin(ByteBuffer into, Kind kind, int entries, float tau) {
    out = into.order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(counts, 0);
    out.put(0, (byte) SparseForm.VERSION);
    out.put(1, (byte) kind.number);
    out.putShort(2, (short) 0);
    out.putInt(4, elements);
    out.putInt(8, entries);
    out.putFloat(12, tau);
    out.putInt(16, denseElements);
    places = SparseForm.HEADER_BYTES + 2 * counts.length;
    values = places + 2 * entries;
    end = places + kind.entryBytes * entries;
  }

  /** An entry of a threshold message: the sign of a value. */
  void sign(int index, float value) {
    int sign = Float.floatToRawIntBits(value) >>> 31;
    place(index, sign << SparseForm.BLOCK_BITS);
  }

  /** An entry of a top-k message. */
  void value(int index, float value) {
    place(index, 0);
    out.putFloat(values, value);
    values += Float.BYTES;
  }

  private void place(int index, int sign) {
    counts[index >>> SparseForm.BLOCK_BITS]++;
    out.putShort(places, (short) (index & SparseForm.BLOCK - 1 | sign));
    places += 2;
  }

  /**
   * Ends the message.
   *
   * @param denseValues what is not compressed
   * @return its bytes
   */
  int end(float[] denseValues) {
    for (int block = 0; block < counts.length; block++) {
      out.putShort(SparseForm.HEADER_BYTES + 2 * block, (short) counts[block]);
    }
    for (float value : denseValues) {
      out.putFloat(end, value);
      end += Float.BYTES;
    }
    return end;
  }
}
