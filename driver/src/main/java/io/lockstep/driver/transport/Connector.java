package io.lockstep.driver.transport;

import io.lockstep.collective.CollectiveException.Kind;
import java.io.IOException;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;

/**
 * Connects to all peers and greets them, on a thread of its own: Spark's client blocks for as long
 * as a host does not answer, while the worker must go on looking at its deadline.
 */
final class Connector implements AutoCloseable {
  private final Session session;
  private final TransportClientFactory clients;
  private final String nonce;
  private final Thread thread;

  private Connector(Session session, TransportClientFactory clients, String nonce) {
    this.session = session;
    this.clients = clients;
    this.nonce = nonce;
    this.thread = new Thread(this::connectAll, "lockstep-connect-" + session.rank());
    this.thread.setDaemon(true);
  }

  static Connector start(Session session, TransportClientFactory clients, String nonce) {
    Connector connector = new Connector(session, clients, nonce);
    connector.thread.start();
    return connector;
  }

  private void connectAll() {
    for (Peer peer : session.peers()) {
      try {
        connect(peer);
      } catch (IOException | InterruptedException | RuntimeException e) {
        session.fail(Kind.PEER_LOST, peer + " cannot be reached: " + rootMessage(e));
        return;
      }
    }
  }

  private void connect(Peer peer) throws IOException, InterruptedException {
    PeerAddress address = peer.address();
    TransportClient client = clients.createUnmanagedClient(address.host(), address.port());
    Outbound outbound = new Outbound(client, session);
    byte[] proof = Proof.of(nonce, session.rank(), peer.rank(), session.size());
    Message.Hello hello = new Message.Hello(session.rank(), session.size(), proof);
    outbound.send(WireFormat.encode(hello));
    session.change(() -> peer.connected(outbound));
    client
        .getChannel()
        .closeFuture()
        .addListener(closed -> session.change(() -> peer.becomeUnreachable(System.nanoTime())));
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Gives up what is not yet connected. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
