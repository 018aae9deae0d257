package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What has arrived of one peer's part in one operation. Elements go straight to where the operation
 * wants them, if it is under way, else into a store that is kept for the operations to come. The
 * store grows with what has arrived, never with what a message claims.
 *
 * <p>One thread of the network fills it, the worker's thread says where to. Whether a part is begun
 * and counted is guarded by the lock of the {@link Session}, the memory by this object's own, so
 * that copies from different peers go side by side.
 */
final class Incoming {
  private Optional<Message.Part> first = Optional.empty();
  private double[] row = {};
  private boolean awaited;
  private boolean counted;
  private ByteBuffer store = direct(0);
  private Optional<ByteBuffer> target = Optional.empty();
  private volatile boolean refused;
  private volatile int received;
  private volatile boolean reading;

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What the peer announced, once its first chunk is here. */
  Optional<Announcement> announcement() {
    return first.map(Message.Part::announcement);
  }

  boolean isBegun() {
    return first.isPresent();
  }

  boolean isComplete() {
    return isBegun() && received == bytes(first.get().total());
  }

  /** Says that the operation under way waits for it. */
  void await() {
    awaited = true;
  }

  /** Whether it is waited for and not complete. */
  boolean isMissing() {
    return awaited && (refused || !isComplete());
  }

  /** Whether it is complete for the first time that this is asked. */
  boolean completes() {
    boolean now = isComplete() && !counted;
    counted |= now;
    return now;
  }

  private int bytes(int elements) {
    return elements * first.orElseThrow().encoding().bytes();
  }

  /** Bytes of elements that are here, without gaps from the first on. */
  int received() {
    return received;
  }

  /** The elements that are here, unless they went straight to where they belong. */
  ByteBuffer store() {
    return store;
  }

  double[] row() {
    return row;
  }

  /** The first chunk; its row and elements follow. */
  Message.Part first() {
    return first.orElseThrow();
  }

  /** Takes what a chunk says about itself, and its row. */
  void begin(Message.Part part, ByteBuffer rowBytes) {
    if (part.isFirst()) {
      check(!isBegun(), "part", "one first chunk of an operation", part);
      first = Optional.of(part);
      if (row.length != part.announcement().rowWidth()) {
        row = new double[part.announcement().rowWidth()];
      }
      rowBytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(row);
      return;
    }
    boolean announced =
        announcement().equals(Optional.of(part.announcement()))
            && first().encoding() == part.encoding()
            && first().total() == part.total();
    check(announced, "part", "as announced", part);
    int here = received / part.encoding().bytes();
    check(part.offset() == here, "offset of a part", "" + here, part.offset());
  }

  /** Takes elements, or drops them if nobody wants them any more. */
  synchronized void accept(ByteBuf elements, int length) {
    int end = received + length;
    if (refused) {
      elements.skipBytes(length);
    } else {
      ByteBuffer memory = target.isPresent() ? target.get() : grown(end);
      elements.readBytes(memory.slice(received, length));
    }
    received = end;
  }

  /**
   * Where the next elements can be read to from the socket itself. Until {@link #hasRead} they are
   * not taken away from there.
   */
  synchronized Optional<ByteBuffer> window(int length) {
    reading = target.isPresent() && !refused;
    return reading ? target.map(memory -> memory.slice(received, length)) : Optional.empty();
  }

  /** So many elements have been read into the window. */
  void hasRead(int length) {
    int end = received + length;
    received = end;
    reading = false;
  }

  /** Whether the network may at this moment be writing to the target. */
  boolean isReading() {
    return reading;
  }

  private ByteBuffer grown(int needed) {
    if (store.capacity() < needed) {
      int total = bytes(first().total());
      enlarge(Math.min(total, (int) Math.max(needed, Math.min(total, 2L * store.capacity()))));
    }
    return store;
  }

  private void enlarge(int bytes) {
    ByteBuffer larger = direct(bytes);
    larger.put(0, store, 0, received);
    store = larger;
  }

  /** Keeps elements in the store, whose size this rank knows by itself. */
  synchronized void keep(int bytes) {
    if (store.capacity() < bytes) {
      enlarge(bytes);
    }
    target = Optional.of(store);
  }

  /** Says where elements go from now on; those that came too early move there. */
  synchronized void direct(ByteBuffer memory) {
    memory.put(0, store, 0, received);
    target = Optional.of(memory);
  }

  /** From now on nothing is written anywhere. */
  synchronized void refuse() {
    refused = true;
  }

  synchronized void reset() {
    first = Optional.empty();
    target = Optional.empty();
    awaited = false;
    counted = false;
    received = 0;
  }
}
