package io.lockstep.driver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection that has not greeted after so many bytes or seconds. Without it a stranger
 * could claim a message of 2 GiB, and the decoder would gather it.
 */
final class GreetingLimit extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(GreetingLimit.class);

  /** Authentication takes less than 2 KiB; the read that brings the greeting may bring chunks. */
  private static final long MOST_BYTES = 512 * 1024;

  private static final long MOST_SECONDS = 120;

  private long bytes;
  private Optional<ScheduledFuture<?>> alarm = Optional.empty();

  static void install(Channel channel) {
    channel.pipeline().addFirst(new GreetingLimit());
  }

  /** Called on the channel's own thread once the peer has greeted. */
  static void lift(Channel channel) {
    channel.pipeline().remove(GreetingLimit.class);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    alarm =
        Optional.of(
            context
                .executor()
                .schedule(() -> end(context, MOST_SECONDS + " s"), MOST_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    alarm.ifPresent(scheduled -> scheduled.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof ByteBuf buffer) {
      bytes += buffer.readableBytes();
    }
    if (bytes > MOST_BYTES) {
      end(context, MOST_BYTES + " bytes");
    }
    super.channelRead(context, message);
  }

  private static void end(ChannelHandlerContext context, String limit) {
    LOG.warn(
        "Closed a connection from {}: no greeting within {}",
        context.channel().remoteAddress(),
        limit);
    context.close();
  }
}
