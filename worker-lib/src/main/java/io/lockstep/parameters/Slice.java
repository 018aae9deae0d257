package io.lockstep.parameters;

import static io.lockstep.checks.Checks.check;

/**
 * A part [from, to) of a flat vector.
 *
 * @param from first element
 * @param to one past the last element
 */
public record Slice(int from, int to) {
  /**
   * Slices of ranks begin at multiples of this many elements, and norms are summed over blocks of
   * it.
   */
  public static final int BLOCK = 4096;

  public Slice {
    check(0 <= from && from <= to, "slice", "0 <= from <= to", from + ".." + to);
  }

  public static Slice all(int length) {
    return new Slice(0, length);
  }

  /** The slice that a rank owns of a vector: whole blocks, as even as they go. */
  public static Slice ofRank(int rank, int ranks, int length) {
    check(0 <= rank && rank < ranks, "rank", "0 <= rank < " + ranks, rank);
    long blocks = ((long) length + BLOCK - 1) / BLOCK;
    return new Slice(border(rank, ranks, blocks, length), border(rank + 1, ranks, blocks, length));
  }

  private static int border(long rank, int ranks, long blocks, int length) {
    return (int) Math.min(length, rank * blocks / ranks * BLOCK);
  }

  public int length() {
    return to - from;
  }

  public boolean isEmpty() {
    return from == to;
  }

  /** The common part of two slices, perhaps empty. */
  public Slice intersect(Slice other) {
    int start = Math.max(from, other.from);
    return new Slice(start, Math.max(start, Math.min(to, other.to)));
  }
}
