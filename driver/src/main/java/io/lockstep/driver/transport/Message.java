package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;

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
   * A chunk of what the sender has for the receiver in one operation; rows (in the first one) and
   * elements follow it.
   *
   * @param operation its number, from 1
   * @param offset of the chunk's first element in what the sender has for the receiver
   * @param elements of the chunk
   */
  record Part(int sender, long operation, Announcement announcement, int offset, int elements)
      implements Message {
    /** Elements of a chunk at most. */
    static final int MOST_ELEMENTS = WireFormat.CHUNK;

    /** Values of a row at most: 8 MiB. */
    static final int WIDEST_ROW = 1 << 20;

    public Part {
      check(operation >= 1, "operation of a part", "at least 1", operation);
      int longest = Integer.MAX_VALUE / Float.BYTES;
      int length = announcement.length();
      check(length <= longest, "length of a part's vector", "at most " + longest, length);
      int width = announcement.rowWidth();
      check(width <= WIDEST_ROW, "row width of a part", "at most " + WIDEST_ROW, width);
      check(0 <= offset && offset <= length, "offset of a part", "0 to " + length, offset);
      check(
          0 <= elements && elements <= MOST_ELEMENTS,
          "elements of a part",
          "0 to " + MOST_ELEMENTS,
          elements);
    }

    /** Whether it is the first of its operation and sender, which carries the row. */
    boolean isFirst() {
      return offset == 0;
    }
  }

  /** The sender has failed. */
  record Abort(int sender, String reason) implements Message {}

  /** The sender has done all that it wants to and closes. */
  record Goodbye(int sender) implements Message {}
}
