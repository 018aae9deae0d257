package io.lockstep.driver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.network.client.TransportClient;

/**
 * The connection over which this worker talks to one peer; the peer's words come over a connection
 * of its own. Messages go past Spark's encoder, which would take a system call for each part of
 * each of them, to the socket, or to Spark's cipher before it.
 */
final class Outbound {
  /** Elements up to here are copied behind their header: one buffer is cheaper than two. */
  private static final int SMALL_BYTES = 8192;

  private final TransportClient client;
  private final Session session;
  private final AtomicInteger writing = new AtomicInteger();

  Outbound(TransportClient client, Session session) {
    this.client = client;
    this.session = session;
  }

  /** Sends a message without elements. */
  void send(ByteBuffer message) {
    send(List.of(Unpooled.wrappedBuffer(message.duplicate())));
  }

  /**
   * Sends a chunk.
   *
   * @param elements which must not change while {@link #isWriting}
   */
  void send(ByteBuffer head, ByteBuf elements) {
    int length = elements.readableBytes();
    if (length > SMALL_BYTES) {
      send(List.of(Unpooled.wrappedBuffer(head), elements));
      return;
    }
    ByteBuf both = memory(head.remaining() + length);
    both.writeBytes(head).writeBytes(elements);
    elements.release();
    send(List.of(both));
  }

  /** Memory for what is sent once. */
  ByteBuf memory(int bytes) {
    return client.getChannel().alloc().directBuffer(bytes, bytes);
  }

  private void send(List<ByteBuf> buffers) {
    writing.incrementAndGet();
    try {
      client.getChannel().eventLoop().execute(() -> write(buffers));
    } catch (RejectedExecutionException e) {
      // The endpoint has closed, and this connection with it.
      buffers.forEach(ByteBuf::release);
      written();
    }
  }

  private void write(List<ByteBuf> buffers) {
    Channel channel = client.getChannel();
    ChannelFuture last = channel.newSucceededFuture();
    for (ByteBuf buffer : buffers) {
      last = channel.write(buffer);
    }
    last.addListener(
        future -> {
          written();
          if (!future.isSuccess()) {
            channel.close();
          }
        });
    channel.flush();
  }

  private void written() {
    if (writing.decrementAndGet() == 0) {
      session.change(() -> {});
    }
  }

  /** Whether something sent is not yet with the operating system. */
  boolean isWriting() {
    return writing.get() > 0;
  }

  /** Ends the connection; what is not yet written never will be. */
  void close() {
    client.close();
  }
}
