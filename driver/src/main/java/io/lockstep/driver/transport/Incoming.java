package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * What has arrived of one peer's part in one operation. Elements go straight into the vector if the
 * operation is under way and replaces them, else into a store that is kept for the operations to
 * come. The store grows with what has arrived, never with what a message claims.
 */
final class Incoming {
  private Optional<Announcement> announcement = Optional.empty();
  private Slice slice = new Slice(0, 0);
  private int received;
  private double[] row = {};
  private FlatVector store = FlatVector.allocate(0);

  /** What the peer announced, once its first chunk is here. */
  Optional<Announcement> announcement() {
    return announcement;
  }

  boolean isBegun() {
    return announcement.isPresent();
  }

  boolean isComplete() {
    return isBegun() && received == slice.length();
  }

  /** Elements that are here, without gaps from the first on. */
  int received() {
    return received;
  }

  /** The elements that are here, unless they went straight into the vector. */
  FlatVector store() {
    return store;
  }

  double[] row() {
    return row;
  }

  /** Takes the row of a first chunk. */
  void begin(Announcement what, Slice ofVector, ByteBuffer payload) {
    check(!isBegun(), "part", "one first chunk of an operation", what);
    announcement = Optional.of(what);
    slice = ofVector;
    if (row.length != what.rowWidth()) {
      row = new double[what.rowWidth()];
    }
    payload.asDoubleBuffer().get(row);
    payload.position(payload.position() + row.length * Double.BYTES);
  }

  /** Takes the elements of a chunk. */
  void accept(Message.Part part, ByteBuffer payload, Optional<FlatVector> vector) {
    check(announcement.equals(Optional.of(part.announcement())), "part", "as announced", part);
    check(part.offset() == received, "offset of a part", "" + received, part.offset());
    int end = received + part.elements();
    check(end <= slice.length(), "end of a part", "at most " + slice.length(), end);
    FloatBuffer elements = payload.asFloatBuffer();
    if (vector.isPresent()) {
      int index = slice.from() + received;
      vector.get().floats().put(index, elements, 0, part.elements());
    } else {
      grow(end);
      store.floats().put(received, elements, 0, part.elements());
    }
    received = end;
  }

  private void grow(int needed) {
    if (store.length() < needed) {
      reserve(Math.min(slice.length(), Math.max(needed, 2 * store.length())));
    }
  }

  /** Makes room for a whole part, whose size this rank knows by itself. */
  void reserve(int length) {
    if (store.length() < length) {
      FlatVector larger = FlatVector.allocate(length);
      larger.copyFrom(store, new Slice(0, received));
      store = larger;
    }
  }

  /** Moves what came too early into the vector. */
  void moveTo(FlatVector vector) {
    vector.floats().put(slice.from(), store.floats(), 0, received);
  }

  void reset() {
    announcement = Optional.empty();
    slice = new Slice(0, 0);
    received = 0;
  }
}
