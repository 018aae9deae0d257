package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.CollectiveException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker's endpoint does with connections and messages of peers. Until the worker itself
 * joins the group nothing is read from them; until a connection has greeted, nothing else is taken
 * from it.
 */
final class EndpointHandler extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointHandler.class);
  private static final AttributeKey<Integer> SENDER = AttributeKey.valueOf("lockstep.sender");

  /** One read of a socket: Netty's 64 KiB cost a sixth more processor time for long vectors. */
  private static final int READ_BYTES = 256 * 1024;

  private record Admission(Session session, String nonce) {}

  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private volatile Optional<Admission> admission = Optional.empty();

  /** Lets those in who know the nonce. */
  synchronized void admit(Session session, String nonce) {
    check(admission.isEmpty(), "endpoint", "not yet connected", session);
    admission = Optional.of(new Admission(session, nonce));
    channels.forEach(channel -> channel.config().setAutoRead(true));
  }

  @Override
  public synchronized void channelActive(TransportClient client) {
    Channel channel = client.getChannel();
    channels.add(channel);
    channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
    if (admission.isEmpty()) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(TransportClient client) {
    Channel channel = client.getChannel();
    channels.remove(channel);
    if (channel.hasAttr(SENDER)) {
      Session session = admission.orElseThrow().session();
      session.change(() -> session.peer(channel.attr(SENDER).get()).vanish());
    }
  }

  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    LOG.debug("Connection from {}", client.getSocketAddress(), cause);
  }

  @Override
  public void receive(TransportClient client, ByteBuffer bytes) {
    Channel channel = client.getChannel();
    try {
      Message message = WireFormat.decode(bytes);
      if (channel.hasAttr(SENDER)) {
        take(channel.attr(SENDER).get(), message, bytes);
      } else {
        greet(channel, message);
      }
    } catch (IllegalArgumentException e) {
      refuse(channel, e.getMessage());
    }
  }

  private void greet(Channel channel, Message message) {
    Admission door = admission.orElseThrow();
    Session session = door.session();
    check(message instanceof Message.Hello, "first message", "a greeting", message);
    Message.Hello hello = (Message.Hello) message;
    check(hello.size() == session.size(), "size in a greeting", "" + session.size(), hello.size());
    int sender = session.peer(hello.sender()).rank();
    byte[] expected = Proof.of(door.nonce(), sender, session.rank(), session.size());
    boolean proven = Proof.equal(hello.proof(), expected);
    check(proven, "greeting", "with the nonce of this run", "as rank " + sender);
    check(session.greet(sender), "greeting", "one from each rank", "as rank " + sender);
    channel.attr(SENDER).set(sender);
    GreetingLimit.lift(channel);
  }

  private void take(int peer, Message message, ByteBuffer payload) {
    check(message.sender() == peer, "sender of a message", "" + peer, message.sender());
    Session session = admission.orElseThrow().session();
    if (message instanceof Message.Part part) {
      session.arrived(part, payload);
    } else if (message instanceof Message.Abort abort) {
      session.fail(Kind.PEER_FAILED, session.peer(peer) + " failed: " + abort.reason());
    } else if (message instanceof Message.Goodbye) {
      session.change(() -> session.peer(peer).leave());
    } else {
      throw new IllegalArgumentException("Invalid message (one greeting): " + message);
    }
  }

  private void refuse(Channel channel, String reason) {
    LOG.warn("Closed a connection from {}: {}", channel.remoteAddress(), reason);
    if (channel.hasAttr(SENDER)) {
      Session session = admission.orElseThrow().session();
      Peer peer = session.peer(channel.attr(SENDER).get());
      session.fail(Kind.MISMATCH, peer + " sent what does not fit: " + reason);
    }
    channel.close();
  }

  @Override
  public void receive(TransportClient client, ByteBuffer bytes, RpcResponseCallback callback) {
    callback.onFailure(new UnsupportedOperationException("Cannot answer: one-way messages only"));
    refuse(client.getChannel(), "Invalid message (one-way): a request");
  }

  @Override
  public StreamManager getStreamManager() {
    return new StreamManager() {
      @Override
      public ManagedBuffer getChunk(long streamId, int chunkIndex) {
        throw new UnsupportedOperationException("Cannot give a chunk: there are no streams");
      }
    };
  }

  void closeConnections() {
    channels.forEach(Channel::close);
  }
}
