package io.lockstep.compression;

import io.lockstep.compression.SparseForm.Kind;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads one rank's messages, one after the other, in rising order of elements. Nothing in a message
 * is trusted: what cannot be true fails with an {@link IllegalArgumentException} that names the
 * rank, before anything outside of the message is touched.
 */
final class SparseReader {
  private final SparseForm form;
  private final int rank;
  private final int denseElements;
  private final int[] starts;
  private ByteBuffer in = ByteBuffer.allocate(0);
  private Kind kind = Kind.THRESHOLD;
  private float tau;
  private int entries;
  private int places;
  private int values;
  private int dense;
  private int next;
  private int position;

  SparseReader(SparseForm form, int rank) {
    this.form = form;
    this.rank = rank;
    this.denseElements = form.denseElements();
    this.starts = new int[form.blocks() + 1];
  }

  /**
   * Begins a message.
   *
   * @param bytes of the message, which begins at index 0
   */
  void open(ByteBuffer message, int bytes) {
    in = message.order(ByteOrder.LITTLE_ENDIAN);
    if (bytes < SparseForm.HEADER_BYTES + 2 * form.blocks() || in.get(0) != SparseForm.VERSION) {
      throw invalid("version " + SparseForm.VERSION, in.get(0) + " in " + bytes + " bytes");
    }
    int number = in.get(1);
    if (number != Kind.THRESHOLD.number && number != Kind.TOP_K.number) {
      throw invalid("kind 1 or 2", number);
    }
    kind = number == Kind.TOP_K.number ? Kind.TOP_K : Kind.THRESHOLD;
    entries = in.getInt(8);
    tau = in.getFloat(12);
    if (in.getInt(4) != form.elements() || in.getInt(16) != denseElements) {
      throw invalid(form + "", in.getInt(4) + " elements, " + in.getInt(16) + " of them dense");
    }
    if (entries < 0 || entries > form.elements() || tau < 0) {
      throw invalid("0 to " + form.elements() + " entries, tau >= 0", entries + ", " + tau);
    }
    if (bytes != form.bytes(kind, entries)) {
      throw invalid(form.bytes(kind, entries) + " bytes for " + entries + " entries", bytes);
    }
    readCounts();
    places = SparseForm.HEADER_BYTES + 2 * form.blocks();
    values = places + 2 * entries;
    dense = places + kind.entryBytes * entries;
    next = 0;
    position = 0;
  }

  private void readCounts() {
    for (int block = 0; block < form.blocks(); block++) {
      int count = in.getShort(SparseForm.HEADER_BYTES + 2 * block) & 0xffff;
      starts[block + 1] = starts[block] + count;
    }
    int sum = starts[form.blocks()];
    if (sum != entries) {
      throw invalid(entries + " entries over its blocks", sum);
    }
  }

  float tau() {
    return tau;
  }

  int entries() {
    return entries;
  }

  /** {@code into[i] += message[from + i]} for i below the length. */
  void add(int from, int length, float[] into) {
    if (from != position) {
      seek(from);
    }
    int to = from + length;
    int lowest = from;
    while (lowest < to) {
      int block = lowest >>> SparseForm.BLOCK_BITS;
      int blockEnd = Math.min(to, block + 1 << SparseForm.BLOCK_BITS);
      addOf(block, lowest, blockEnd, from, into);
      lowest = blockEnd;
    }
    position = to;
    if (denseElements > 0) {
      addDense(from, to, into);
    }
  }

  private void addOf(int block, int from, int to, int zero, float[] into) {
    int lowest = from;
    while (next < starts[block + 1]) {
      int place = in.getShort(places + 2 * next);
      int index = (block << SparseForm.BLOCK_BITS) + (place & SparseForm.BLOCK - 1);
      if (index >= to) {
        return;
      }
      if (index < lowest) {
        throw invalid("places in rising order", index);
      }
      into[index - zero] += kind == Kind.TOP_K ? in.getFloat(values + 4 * next) : signed(place);
      lowest = index + 1;
      next++;
    }
  }

  private float signed(int place) {
    return place < 0 ? -tau : tau;
  }

  /** Goes to the first entry from an element on. */
  private void seek(int from) {
    int block = from >>> SparseForm.BLOCK_BITS;
    next = starts[Math.min(block, form.blocks())];
    int end = block < form.blocks() ? starts[block + 1] : next;
    int within = from & SparseForm.BLOCK - 1;
    while (next < end && (in.getShort(places + 2 * next) & SparseForm.BLOCK - 1) < within) {
      next++;
    }
    position = from;
  }

  private void addDense(int from, int to, float[] into) {
    int at = dense;
    for (int part = 0; part < form.dense().size(); part++) {
      Slice slice = form.dense().get(part);
      for (int i = Math.max(from, slice.from()); i < Math.min(to, slice.to()); i++) {
        into[i - from] += in.getFloat(at + Float.BYTES * (i - slice.from()));
      }
      at += Float.BYTES * slice.length();
    }
  }

  private IllegalArgumentException invalid(String rule, Object value) {
    return new IllegalArgumentException(
        "Invalid sparse message of rank " + rank + " (" + rule + "): " + value);
  }
}
