package io.lockstep.compression;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.Slice;
import java.util.Arrays;
import java.util.List;

/**
 * What sparse messages of one network have in common, and where their parts are (docs/formats,
 * sparse-gradient.md). Little-endian:
 *
 * <pre>
 * 0   u8   version, 1
 * 1   u8   kind: 1 threshold, 2 top-k
 * 2   u16  0
 * 4   i32  elements of the gradient
 * 8   i32  entries
 * 12  f32  tau; 0 in top-k
 * 16  i32  elements that are not compressed
 * 20  u16  entries of each block of 32,768 elements
 *     u16  of each entry: its place in the block; in threshold the highest bit says minus
 *     f32  of each entry: its value; top-k only
 *     f32  of each element that is not compressed
 * </pre>
 *
 * @param elements of the gradient
 * @param dense parts that are not compressed, in rising order
 */
public record SparseForm(int elements, List<Slice> dense) {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 20;
  static final int BLOCK_BITS = 15;

  /** Elements whose places fit into 15 bits. */
  static final int BLOCK = 1 << BLOCK_BITS;

  /** How an entry is written. */
  enum Kind {
    THRESHOLD(1, 2),
    TOP_K(2, 6);

    final int number;
    final int entryBytes;

    Kind(int number, int entryBytes) {
      this.number = number;
      this.entryBytes = entryBytes;
    }
  }

  public SparseForm {
    atLeast(elements, 1, "elements");
    dense = List.copyOf(dense);
    int end = 0;
    for (Slice part : dense) {
      check(part.from() >= end && part.to() <= elements, "dense parts", "rising, inside", dense);
      end = part.to();
    }
  }

  /** Elements that are not compressed. */
  public int denseElements() {
    return dense.stream().mapToInt(Slice::length).sum();
  }

  /** Elements that are. */
  int sparseElements() {
    return elements - denseElements();
  }

  int blocks() {
    return (elements + BLOCK - 1) >>> BLOCK_BITS;
  }

  /** Moves what is not compressed out of a gradient, which has zeros there afterwards. */
  void takeDense(float[] gradient, float[] denseValues) {
    int next = 0;
    for (int i = 0; i < dense.size(); i++) {
      Slice part = dense.get(i);
      System.arraycopy(gradient, part.from(), denseValues, next, part.length());
      Arrays.fill(gradient, part.from(), part.to(), 0);
      next += part.length();
    }
  }

  long bytes(Kind kind, int entries) {
    return HEADER_BYTES
        + 2L * blocks()
        + (long) kind.entryBytes * entries
        + (long) Float.BYTES * denseElements();
  }
}
