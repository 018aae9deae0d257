package io.lockstep.collective;

import static io.lockstep.checks.Checks.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Memory for one message of bytes from each rank, which the ranks of a host share. A rank fills its
 * {@link #own} and gathers; then it reads what the others sent where it lies. All of it exists
 * twice, by turns: while one message is being written, the one before is still being read.
 */
public final class Messages {
  private static final int HEADER_BYTES = 64;

  private final int rank;
  private final int capacity;
  // By turn, then by rank.
  private final ByteBuffer[][] slots;
  private final ByteBuffer[][] contents;
  private int turn;

  Messages(int rank, int capacity, ByteBuffer[][] slots) {
    this.rank = rank;
    this.capacity = capacity;
    this.slots = slots;
    this.contents = new ByteBuffer[2][slots[0].length];
    for (int t = 0; t < 2; t++) {
      for (int of = 0; of < contents[t].length; of++) {
        slots[t][of].order(ByteOrder.nativeOrder());
        contents[t][of] = slots[t][of].slice(HEADER_BYTES, capacity).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
  }

  /** For one rank alone, which shares them with nobody. */
  public static Messages apart(int rank, int ranks, int capacity) {
    ByteBuffer[][] slots = new ByteBuffer[2][ranks];
    for (ByteBuffer[] turn : slots) {
      Arrays.setAll(turn, of -> ByteBuffer.allocateDirect(slotBytes(capacity)));
    }
    return new Messages(rank, capacity, slots);
  }

  /** Bytes that one slot of a rank takes in a region. */
  public static int slotBytes(int capacity) {
    return Math.addExact(HEADER_BYTES, capacity);
  }

  /** Bytes that the messages of so many ranks take in the memory of a host. */
  public static long bytes(int ranks, int capacity) {
    return 2L * ranks * Region.aligned(slotBytes(capacity));
  }

  /** Bytes of a message at most. */
  public int capacity() {
    return capacity;
  }

  /** How many ranks send one. */
  public int ranks() {
    return slots[0].length;
  }

  /**
   * Where this rank's next message goes, little-endian: put it there from the beginning on; it ends
   * at the buffer's position. Empty after each gather.
   */
  public ByteBuffer own() {
    return contents[turn][rank];
  }

  /**
   * What a rank sent in the last gather, little-endian, from its beginning to its end; valid until
   * the next gather. Not to be written to.
   */
  public ByteBuffer of(int ofRank) {
    int last = 1 - turn;
    // Another process may have written it: not trusted.
    int length = Math.max(0, Math.min(capacity, slots[last][ofRank].getInt(0)));
    return contents[last][ofRank].limit(length).position(0);
  }

  /** For collectives: notes how long a rank's message of the gather under way is. */
  public void length(int ofRank, int length) {
    check(0 <= length && length <= capacity, "length of a message", "0 to " + capacity, length);
    slots[turn][ofRank].putInt(0, length);
  }

  /** For collectives: the whole memory of a rank's message of the gather under way. */
  public ByteBuffer memory(int ofRank) {
    return contents[turn][ofRank].duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
  }

  /** For collectives: from now on the messages of the gather under way are those to read. */
  public void turn() {
    turn = 1 - turn;
    contents[turn][rank].clear();
  }
}
