package io.lockstep.driver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.network.buffer.NettyManagedBuffer;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.protocol.OneWayMessage;

/**
 * The connection over which this worker talks to one peer; the peer's words come over a connection
 * of its own.
 */
final class Outbound {
  private final TransportClient client;
  private final Session session;
  private final AtomicInteger writing = new AtomicInteger();

  Outbound(TransportClient client, Session session) {
    this.client = client;
    this.session = session;
  }

  /**
   * Sends messages in this order and returns at once. What they refer to must not change while
   * {@link #isWriting}.
   */
  void send(List<ByteBuf> messages) {
    writing.addAndGet(messages.size());
    try {
      client.getChannel().eventLoop().execute(() -> write(messages));
    } catch (RejectedExecutionException e) {
      // The endpoint has closed, and this connection with it.
      written(messages.size());
    }
  }

  private void write(List<ByteBuf> messages) {
    Channel channel = client.getChannel();
    for (ByteBuf message : messages) {
      channel
          .write(new OneWayMessage(new NettyManagedBuffer(message)))
          .addListener(
              written -> {
                written(1);
                if (!written.isSuccess()) {
                  channel.close();
                }
              });
    }
    channel.flush();
  }

  private void written(int messages) {
    if (writing.addAndGet(-messages) == 0) {
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
