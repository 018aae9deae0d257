package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.CollectiveException.Kind;
import io.netty.channel.Channel;
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
    if (admission.isEmpty()) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(TransportClient client) {
    Channel channel = client.getChannel();
    channels.remove(channel);
    sender(channel).ifPresent(rank -> session().change(() -> session().peer(rank).vanish()));
  }

  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    LOG.debug("Connection from {}", client.getSocketAddress(), cause);
  }

  /** Puts itself before what Spark is about to put there. */
  void install(Channel channel) {
    Receiver receiver = new Receiver(this);
    channel.pipeline().addFirst(receiver);
    channel.config().setRecvByteBufAllocator(new Reads(receiver, channel));
    GreetingLimit.install(channel);
  }

  /** The rank at the other end of a connection, once it has greeted. */
  Optional<Integer> sender(Channel channel) {
    return Optional.ofNullable(channel.attr(SENDER).get());
  }

  Session session() {
    return admission.orElseThrow().session();
  }

  /** The first message, by way of Spark's authentication; all others come from the receiver. */
  @Override
  public void receive(TransportClient client, ByteBuffer bytes) {
    Channel channel = client.getChannel();
    try {
      greet(channel, WireFormat.body(WireFormat.ownHeader(bytes), bytes));
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

  /** Takes a message of a peer that is no part. */
  void take(Message message) {
    Peer peer = session().peer(message.sender());
    if (message instanceof Message.Abort abort) {
      String own = peer + " failed: " + abort.reason();
      session()
          .fail(
              abort.passedOn().orElse(Kind.PEER_FAILED),
              abort.passedOn().isPresent() ? abort.reason() : own);
    } else if (message instanceof Message.Goodbye) {
      session().change(peer::leave);
    } else {
      throw new IllegalArgumentException("Invalid message (one greeting): " + message);
    }
  }

  /** Ends a connection whose messages break the rules, and the operation if they are a peer's. */
  void refuse(Channel channel, String reason) {
    LOG.warn("Closed a connection from {}: {}", channel.remoteAddress(), reason);
    sender(channel)
        .map(session()::peer)
        .ifPresent(
            peer -> session().fail(Kind.MISMATCH, peer + " sent what does not fit: " + reason));
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
