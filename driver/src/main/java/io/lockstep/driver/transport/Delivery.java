package io.lockstep.driver.transport;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Bfloat16;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a rank sends in one operation, a chunk at a time. */
final class Delivery {
  private final Session session;
  private final long operation;
  private final Announcement what;
  private final Encoding encoding;
  private final double[] row;
  private long bytes;

  Delivery(Session session, Intake intake, double[] row) {
    this.session = session;
    this.operation = intake.operation();
    this.what = intake.what();
    this.encoding = intake.encoding();
    this.row = row;
  }

  /** Bytes sent so far, headers included. */
  long bytes() {
    return bytes;
  }

  /** Elements of a chunk; of a vector as many whatever they are on the wire. */
  int chunk() {
    return encoding == Encoding.BYTES
        ? WireFormat.CHUNK_BYTES
        : WireFormat.CHUNK_BYTES / Float.BYTES;
  }

  /** Whether there is a chunk from here on; the first one always is, if need be empty. */
  boolean isDue(int offset, int total) {
    return offset == 0 || offset < total;
  }

  /** The part of a slice that a chunk covers. */
  Slice chunkOf(Slice slice, int offset) {
    int from = slice.from() + offset;
    return new Slice(from, Math.min(slice.to(), from + chunk()));
  }

  /** Sends a chunk of a vector, which must not change until it has been written. */
  void floats(int receiver, Slice slice, int offset, FlatVector vector) {
    Slice part = chunkOf(slice, offset);
    Outbound outbound = outbound(receiver);
    ByteBuf elements =
        encoding == Encoding.BFLOAT16
            ? rounded(outbound, vector, part)
            : Unpooled.wrappedBuffer(
                vector.bytes().slice(part.from() * Float.BYTES, part.length() * Float.BYTES));
    send(outbound, slice.length(), offset, part.length(), elements);
  }

  private static ByteBuf rounded(Outbound outbound, FlatVector vector, Slice part) {
    int length = part.length() * Short.BYTES;
    ByteBuf elements = outbound.memory(length).writerIndex(length);
    ByteBuffer bytes = elements.nioBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
    Bfloat16.narrow(vector, part, bytes.asShortBuffer());
    return elements;
  }

  /** Sends a chunk of bytes, which must not change until it has been written. */
  void bytes(int receiver, ByteBuffer message, int offset) {
    int length = Math.min(chunk(), message.limit() - offset);
    ByteBuf elements = Unpooled.wrappedBuffer(message.slice(offset, length));
    send(outbound(receiver), message.limit(), offset, length, elements);
  }

  private Outbound outbound(int receiver) {
    return session.peer(receiver).outbound().orElseThrow();
  }

  private void send(Outbound outbound, int total, int offset, int length, ByteBuf elements) {
    Message.Part part =
        new Message.Part(session.rank(), operation, what, encoding, total, offset, length);
    ByteBuffer head = WireFormat.encode(part, row);
    bytes += head.remaining() + elements.readableBytes();
    outbound.send(head, elements);
  }
}
