package io.lockstep.compression;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The sum of all ranks' sparse messages, element by element in float32 in the order of ranks, taken
 * where it is read: whoever reads the same elements gets the same bits. Used by one thread.
 */
public final class SparseSum {
  private final SparseForm form;
  private final SparseReader[] readers;

  public SparseSum(SparseForm form, int ranks) {
    this.form = form;
    this.readers = new SparseReader[ranks];
    Arrays.setAll(readers, rank -> new SparseReader(form, rank));
  }

  /**
   * Takes a rank's message, which stays where it is as long as the sum is read.
   *
   * @param bytes of the message, which begins at index 0 of the buffer
   * @throws IllegalArgumentException if it is none of this form
   */
  public void open(int rank, ByteBuffer message, int bytes) {
    readers[rank].open(message, bytes);
  }

  /**
   * Puts the elements [from, from + length) of the sum at the beginning of an array. Fast in rising
   * order.
   */
  public void load(int from, int length, float[] into) {
    Arrays.fill(into, 0, length, 0);
    for (SparseReader reader : readers) {
      reader.add(from, length, into);
    }
  }

  /** Part of the elements that a rank has sent, in the mean over ranks. */
  double density() {
    long entries = 0;
    for (SparseReader reader : readers) {
      entries += reader.entries();
    }
    return (double) entries / readers.length / Math.max(1, form.sparseElements());
  }

  /** Mean tau over ranks. */
  double tau() {
    double sum = 0;
    for (SparseReader reader : readers) {
      sum += reader.tau();
    }
    return sum / readers.length;
  }
}
