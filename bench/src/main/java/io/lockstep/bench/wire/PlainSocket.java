package io.lockstep.bench.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What there is to reach: one thread writes from direct memory to a blocking socket, another reads
 * from it into direct memory, as both ends do at the same time.
 */
final class PlainSocket implements AutoCloseable {
  private final SocketChannel channel;
  private final ExecutorService writer = Executors.newSingleThreadExecutor();

  private PlainSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Opens a port to be reached at. */
  static ServerSocketChannel listen(String host) throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName(host), 0));
  }

  static PlainSocket accept(ServerSocketChannel server) throws IOException {
    try (server) {
      return new PlainSocket(server.accept());
    }
  }

  static PlainSocket connect(String host, int port) throws IOException {
    return new PlainSocket(SocketChannel.open(new InetSocketAddress(host, port)));
  }

  /** Sends one buffer and fills the other. */
  void exchange(ByteBuffer sent, ByteBuffer received)
      throws IOException, InterruptedException, ExecutionException {
    Future<?> written =
        writer.submit(
            () -> {
              while (sent.hasRemaining()) {
                channel.write(sent);
              }
              return null;
            });
    while (received.hasRemaining()) {
      if (channel.read(received) < 0) {
        throw new EOFException("Cannot read: the other end is closed");
      }
    }
    written.get();
  }

  @Override
  public void close() throws IOException {
    writer.shutdownNow();
    channel.close();
  }
}
