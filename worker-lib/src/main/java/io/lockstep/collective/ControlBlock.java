package io.lockstep.collective;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The flags, words and rows by which the members of a {@link HostGroup} meet, in memory that all of
 * them see. Each member writes to its own seat alone, but for the group's first failure. Everything
 * that changes from phase to phase exists twice, by the phase's parity: who is one phase ahead does
 * not disturb those who still read, and nobody can be two ahead.
 */
final class ControlBlock {
  /** Values of a row that are exchanged in one phase. */
  static final int ROW = 1024;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int HEADER_BYTES = 1024;
  private static final int FAILED_RANK = 0;
  private static final int FAILED_READY = 8;
  private static final int FAILED_LENGTH = 16;
  private static final int FAILED_REASON = 24;
  private static final int MOST_REASON_BYTES = HEADER_BYTES - FAILED_REASON;

  private static final int SEAT_BYTES = 512;
  private static final int PHASE = 0;
  private static final int GONE = 128;
  private static final int LEFT = 136;
  private static final int PID = 144;
  private static final int STARTED = 152;
  private static final int POST = 256;
  private static final int POST_BYTES = 64;

  private final ByteBuffer memory;
  private final int seats;

  ControlBlock(ByteBuffer memory, int seats) {
    this.memory = memory.order(ByteOrder.nativeOrder());
    this.seats = seats;
  }

  /** Bytes that it takes. */
  static int bytes(int seats) {
    return HEADER_BYTES + seats * (SEAT_BYTES + 2 * ROW * Double.BYTES);
  }

  private long read(int offset) {
    return (long) LONGS.getVolatile(memory, offset);
  }

  private void write(int offset, long value) {
    LONGS.setVolatile(memory, offset, value);
  }

  private static int seat(int seat) {
    return HEADER_BYTES + seat * SEAT_BYTES;
  }

  /** The last phase that a member has come to; what it wrote before is visible to who reads it. */
  long phase(int seat) {
    return read(seat(seat) + PHASE);
  }

  void phase(int seat, long phase) {
    write(seat(seat) + PHASE, phase);
  }

  /** Whether a member has given up. */
  boolean isGone(int seat) {
    return read(seat(seat) + GONE) != 0;
  }

  void goes(int seat) {
    write(seat(seat) + GONE, 1);
  }

  /** Whether a member has closed. */
  boolean hasLeft(int seat) {
    return read(seat(seat) + LEFT) != 0;
  }

  void leaves(int seat) {
    goes(seat);
    write(seat(seat) + LEFT, 1);
  }

  /** Says which process a member lives in. */
  void process(int seat, long pid, long startedMillis) {
    write(seat(seat) + STARTED, startedMillis);
    write(seat(seat) + PID, pid);
  }

  long pid(int seat) {
    return read(seat(seat) + PID);
  }

  long startedMillis(int seat) {
    return read(seat(seat) + STARTED);
  }

  /**
   * Says what a member is about to do.
   *
   * @param vector number of the vector, -1 for none
   */
  void post(int seat, long phase, Operation operation, int vector, int length, int rowWidth) {
    int at = post(seat, phase);
    memory.putInt(at, operation.ordinal());
    memory.putInt(at + 4, vector);
    memory.putInt(at + 8, length);
    memory.putInt(at + 12, rowWidth);
  }

  private static int post(int seat, long phase) {
    return seat(seat) + POST + (int) (phase & 1) * POST_BYTES;
  }

  boolean postsTheSame(int seat, int other, long phase) {
    int a = post(seat, phase);
    int b = post(other, phase);
    return memory.getLong(a) == memory.getLong(b) && memory.getLong(a + 8) == memory.getLong(b + 8);
  }

  Announcement announcement(int seat, long phase) {
    int at = post(seat, phase);
    // Another process wrote it: nothing in it is trusted.
    int operation = Math.floorMod(memory.getInt(at), Operation.values().length);
    return new Announcement(
        Operation.values()[operation],
        Math.max(0, memory.getInt(at + 8)),
        Math.max(0, memory.getInt(at + 12)));
  }

  void writeRow(int seat, long phase, double[] row, int from, int length) {
    int at = row(seat, phase);
    for (int i = 0; i < length; i++) {
      memory.putDouble(at + i * Double.BYTES, row[from + i]);
    }
  }

  void readRow(int seat, long phase, double[] row, int from, int length) {
    int at = row(seat, phase);
    for (int i = 0; i < length; i++) {
      row[from + i] = memory.getDouble(at + i * Double.BYTES);
    }
  }

  private int row(int seat, long phase) {
    return seat(seats) + (2 * seat + (int) (phase & 1)) * ROW * Double.BYTES;
  }

  /** Notes why the group is of no further use; the first to say so is heard. */
  void fail(int rank, String reason) {
    if (!LONGS.compareAndSet(memory, FAILED_RANK, 0L, 1L + rank)) {
      return;
    }
    byte[] text = reason.getBytes(UTF_8);
    int length = Math.min(text.length, MOST_REASON_BYTES);
    memory.put(FAILED_REASON, text, 0, length);
    write(FAILED_LENGTH, length);
    write(FAILED_READY, 1);
  }

  boolean hasFailed() {
    return read(FAILED_READY) != 0;
  }

  /** The rank that failed first. */
  int failedRank() {
    return (int) (read(FAILED_RANK) - 1);
  }

  String failure() {
    byte[] text = new byte[(int) Math.max(0, Math.min(read(FAILED_LENGTH), MOST_REASON_BYTES))];
    memory.get(FAILED_REASON, text);
    return new String(text, UTF_8);
  }
}
