package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the vectors of a group are in its {@link Region}: one after the other in the order in which
 * they are asked for, which is the same on all ranks.
 */
final class Placement {
  private final Region region;
  private final int seat;
  private final int size;
  private final List<Vector> vectors = new ArrayList<>();
  private long next;

  /**
   * A vector that has its place.
   *
   * @param views of each member's; all the same one if replicated
   * @param slices of each member
   */
  record Vector(int number, boolean isReplicated, FlatVector[] views, Slice[] slices) {}

  /**
   * @param first bytes of the region that are taken
   */
  Placement(Region region, long first, int seat, int size) {
    this.region = region;
    this.next = Region.aligned(first);
    this.seat = seat;
    this.size = size;
  }

  FlatVector individual(int length) {
    FlatVector[] views = new FlatVector[size];
    for (int peer = 0; peer < size; peer++) {
      views[peer] = vector(length);
    }
    return add(false, views, length).views()[seat];
  }

  FlatVector replicated(int length) {
    FlatVector[] views = new FlatVector[size];
    Arrays.fill(views, vector(length));
    return add(true, views, length).views()[seat];
  }

  /**
   * @param ranks that send messages, which may be more than the members
   */
  Messages messages(int rank, int ranks, int capacity) {
    ByteBuffer[][] slots = new ByteBuffer[2][ranks];
    for (ByteBuffer[] turn : slots) {
      for (int of = 0; of < ranks; of++) {
        turn[of] = place(Messages.slotBytes(capacity));
      }
    }
    return new Messages(rank, capacity, slots);
  }

  private ByteBuffer place(int bytes) {
    ByteBuffer memory = region.memory(next, bytes);
    next += Region.aligned(Math.max(1, bytes));
    return memory;
  }

  private FlatVector vector(int length) {
    return FlatVector.over(place(Math.multiplyExact(length, Float.BYTES)));
  }

  private Vector add(boolean replicated, FlatVector[] views, int length) {
    Slice[] slices = new Slice[size];
    for (int peer = 0; peer < size; peer++) {
      slices[peer] = Slice.ofRank(peer, size, length);
    }
    Vector vector = new Vector(vectors.size(), replicated, views, slices);
    vectors.add(vector);
    return vector;
  }

  /** The place of one of its vectors. */
  Vector of(FlatVector vector) {
    for (int i = 0; i < vectors.size(); i++) {
      if (vectors.get(i).views()[seat] == vector) {
        return vectors.get(i);
      }
    }
    throw new IllegalArgumentException(
        "Invalid vector (one that this membership has handed out): " + vector);
  }
}
