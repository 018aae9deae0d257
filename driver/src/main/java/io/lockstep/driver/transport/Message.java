package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.CollectiveException.Kind;
import java.util.Optional;

/** What workers say to each other; {@link WireFormat} puts it in bytes. */
sealed interface Message {
  /** The rank that says it. */
  int sender();

  /**
   * The first word on a connection.
   *
   * @param size of the group
   * @param proof that the sender knows the nonce of the run
   */
  record Hello(int sender, int size, byte[] proof) implements Message {}

  /**
   * A chunk of what the sender has for the receiver in one operation; the row (in the first one)
   * and elements follow it.
   *
   * @param operation its number, from 1
   * @param encoding of the elements
   * @param total elements that the sender has for the receiver
   * @param offset of the chunk's first element among them
   * @param elements of the chunk
   */
  record Part(
      int sender,
      long operation,
      Announcement announcement,
      Encoding encoding,
      int total,
      int offset,
      int elements)
      implements Message {
    /** Bytes of a chunk's elements at most. */
    static final int MOST_BYTES = WireFormat.CHUNK_BYTES;

    /** Values of a row at most: 8 MiB. */
    static final int WIDEST_ROW = 1 << 20;

    public Part {
      check(operation >= 1, "operation of a part", "at least 1", operation);
      int longest = Integer.MAX_VALUE / encoding.bytes();
      int length = announcement.length();
      check(length <= longest, "length of a part's vector", "at most " + longest, length);
      int width = announcement.rowWidth();
      check(width <= WIDEST_ROW, "row width of a part", "at most " + WIDEST_ROW, width);
      check(0 <= total && total <= length, "total of a part", "0 to " + length, total);
      check(0 <= offset && offset <= total, "offset of a part", "0 to " + total, offset);
      int most = Math.min(MOST_BYTES / encoding.bytes(), total - offset);
      check(0 <= elements && elements <= most, "elements of a part", "0 to " + most, elements);
    }

    /** Whether it is the first of its operation and sender, which carries the row. */
    boolean isFirst() {
      return offset == 0;
    }

    int rowBytes() {
      return isFirst() ? announcement.rowWidth() * Double.BYTES : 0;
    }

    int elementBytes() {
      return elements * encoding.bytes();
    }
  }

  /**
   * The group is of no further use.
   *
   * @param passedOn what kind of failure the sender has heard of from its host; empty if it has
   *     failed itself
   */
  record Abort(int sender, Optional<Kind> passedOn, String reason) implements Message {}

  /** The sender has done all that it wants to and closes. */
  record Goodbye(int sender) implements Message {}
}
