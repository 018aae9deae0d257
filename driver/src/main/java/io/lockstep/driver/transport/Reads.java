package io.lockstep.driver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How a peer's connection is read: headers into a small buffer, long runs of elements straight into
 * the vector, what is encrypted into large buffers.
 */
final class Reads extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int READ_BYTES = 256 * 1024;
  private static final int HEAD_BYTES = 16 * 1024;

  private final Receiver receiver;
  private final Channel channel;

  Reads(Receiver receiver, Channel channel) {
    this.receiver = receiver;
    this.channel = channel;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own allocators implement this very interface.
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator memory) {
        return receiver.isPlain(channel)
            ? receiver.window().orElseGet(() -> memory.ioBuffer(HEAD_BYTES))
            : memory.ioBuffer(guess());
      }

      @Override
      public int guess() {
        return READ_BYTES;
      }

      @Override
      public void readComplete() {
        receiver.hasReadNothing();
      }
    };
  }
}
