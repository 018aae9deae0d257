package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a peer says on its connection once it has greeted: takes bytes as the socket (or Spark's
 * cipher) brings them, and puts elements where they belong at once. Spark's own decoder would first
 * gather each message, then copy it together.
 *
 * <p>Until the greeting everything is Spark's, authentication included: it gets whole frames, one
 * by one, so that none of what follows the greeting is with it.
 */
final class Receiver extends ChannelInboundHandlerAdapter {
  private static final int LENGTH_BYTES = Long.BYTES;

  /** Fewer elements are not worth a read of their own. */
  private static final int LEAST_WINDOW_BYTES = 16 * 1024;

  private final EndpointHandler endpoint;
  private long frameHead;
  private int frameHeadBytes;
  private long frameLeft;
  private ByteBuffer gathered = ByteBuffer.allocate(WireFormat.HEADER_BYTES);
  private int wanted = WireFormat.HEADER_BYTES;
  private Consumer<ByteBuffer> next = this::header;
  private Optional<WireFormat.Header> header = Optional.empty();
  private Optional<Message.Part> part = Optional.empty();
  private Optional<Incoming> incoming = Optional.empty();
  private Optional<Integer> sender = Optional.empty();
  private ByteBuf window = Unpooled.EMPTY_BUFFER;
  private int elementBytesLeft;

  Receiver(EndpointHandler endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (bytes == window) {
        hasReadWindow(bytes.readableBytes());
        return;
      }
      if (sender.isEmpty()) {
        passOn(context, bytes);
      }
      while (sender.isPresent() && bytes.isReadable()) {
        take(bytes);
      }
    } catch (IllegalArgumentException e) {
      endpoint.refuse(context.channel(), e.getMessage());
    } finally {
      bytes.release();
    }
  }

  private void passOn(ChannelHandlerContext context, ByteBuf bytes) {
    while (bytes.isReadable() && sender.isEmpty()) {
      int length;
      if (frameLeft == 0) {
        frameHead = frameHead << 8 | bytes.getUnsignedByte(bytes.readerIndex());
        length = 1;
        frameHeadBytes++;
        if (frameHeadBytes == LENGTH_BYTES) {
          // A frame that is too short ends the connection: Spark sees to that.
          frameLeft = Math.max(1, frameHead - LENGTH_BYTES);
          frameHeadBytes = 0;
          frameHead = 0;
        }
      } else {
        length = (int) Math.min(frameLeft, bytes.readableBytes());
        frameLeft -= length;
      }
      context.fireChannelRead(bytes.readRetainedSlice(length));
      sender = endpoint.sender(context.channel());
    }
  }

  private void take(ByteBuf bytes) {
    if (elementBytesLeft > 0) {
      int length = Math.min(elementBytesLeft, bytes.readableBytes());
      incoming.orElseThrow().accept(bytes, length);
      hasTaken(length);
      return;
    }
    if (!gathered.hasRemaining()) {
      enlarge();
    }
    int length = Math.min(gathered.remaining(), bytes.readableBytes());
    gathered.limit(gathered.position() + length);
    bytes.readBytes(gathered);
    gathered.limit(Math.min(gathered.capacity(), wanted));
    if (gathered.position() == wanted) {
      ByteBuffer whole = gathered.flip();
      next.accept(whole);
    }
  }

  /** With what has arrived, not with what is wanted. */
  private void enlarge() {
    int bytes = Math.min(wanted, 2 * gathered.capacity());
    gathered = ByteBuffer.allocate(bytes).put(gathered.flip());
  }

  private void want(int bytes, Consumer<ByteBuffer> then) {
    wanted = bytes;
    next = then;
    gathered.clear().limit(Math.min(gathered.capacity(), wanted));
    if (bytes == 0) {
      then.accept(gathered);
    }
  }

  private void header(ByteBuffer bytes) {
    WireFormat.Header begun = WireFormat.header(bytes);
    int expected = sender.orElseThrow();
    check(begun.sender() == expected, "sender of a message", "" + expected, begun.sender());
    header = Optional.of(begun);
    want(begun.isPart() ? WireFormat.PART_BYTES : begun.length(), this::body);
  }

  private void body(ByteBuffer bytes) {
    Message message = WireFormat.body(header.orElseThrow(), bytes);
    if (message instanceof Message.Part chunk) {
      part = Optional.of(chunk);
      want(chunk.rowBytes(), this::row);
    } else {
      endpoint.take(message);
      want(WireFormat.HEADER_BYTES, this::header);
    }
  }

  private void row(ByteBuffer bytes) {
    Message.Part chunk = part.orElseThrow();
    incoming = Optional.of(endpoint.session().begins(chunk, bytes));
    elementBytesLeft = chunk.elementBytes();
    want(WireFormat.HEADER_BYTES, this::header);
    hasTaken(0);
  }

  private void hasTaken(int bytes) {
    elementBytesLeft -= bytes;
    if (elementBytesLeft == 0) {
      endpoint.session().arrived(part.orElseThrow(), incoming.orElseThrow());
    }
  }

  /** Whether what comes from the socket is what the peer sent: no cipher comes first. */
  boolean isPlain(Channel channel) {
    return sender.isPresent() && channel.pipeline().first() == this;
  }

  /** Where the socket's next bytes belong, if they are elements, and many. */
  Optional<ByteBuf> window() {
    if (elementBytesLeft < LEAST_WINDOW_BYTES) {
      return Optional.empty();
    }
    Optional<ByteBuf> memory =
        incoming
            .orElseThrow()
            .window(elementBytesLeft)
            .map(elements -> Unpooled.wrappedBuffer(elements).clear());
    memory.ifPresent(elements -> window = elements);
    return memory;
  }

  /** A read has ended that brought nothing. */
  void hasReadNothing() {
    if (window != Unpooled.EMPTY_BUFFER) {
      window = Unpooled.EMPTY_BUFFER;
      incoming.ifPresent(elements -> elements.hasRead(0));
    }
  }

  private void hasReadWindow(int bytes) {
    window = Unpooled.EMPTY_BUFFER;
    incoming.orElseThrow().hasRead(bytes);
    hasTaken(bytes);
  }
}
