package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;

/**
 * Where one worker meets its peers over the network, once: open it, let the others know {@link
 * #address}, then {@link #connect}. Spark's settings of its transport hold under the name {@code
 * spark.lockstep.io.*}, those of authentication and encryption as they are.
 */
public final class NetworkEndpoint implements AutoCloseable {
  private static final String MODULE = "lockstep";

  /** Threads that read and threads that write, unless spark.lockstep.io.*Threads say otherwise. */
  private static final int THREADS = 2;

  private final EndpointHandler handler;
  private final TransportContext serverContext;
  private final TransportContext clientContext;
  private final TransportServer server;
  private final TransportClientFactory clients;
  private final PeerAddress address;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NetworkEndpoint(SparkConf conf, String host, Optional<SecretKeyHolder> secret) {
    TransportConf transport =
        SparkTransportConf.fromSparkConf(conf, MODULE, THREADS, scala.Option.empty());
    this.handler = new EndpointHandler();
    this.clientContext = new TransportContext(transport, new NoOpRpcHandler(), false, true);
    this.clients = clientContext.createClientFactory(clientBootstraps(transport, secret));
    this.serverContext = new TransportContext(transport, handler);
    this.server = serverContext.createServer(host, 0, serverBootstraps(handler, transport, secret));
    this.address = new PeerAddress(host, server.getPort());
  }

  /**
   * Opens an endpoint on a free port.
   *
   * @param conf Spark's, whose settings of authentication and encryption hold here too
   * @param host name or address of this host, on which to listen and which the peers can reach
   * @param secret of Spark's authentication; must be there if {@code spark.authenticate} is on
   */
  public static NetworkEndpoint open(
      SparkConf conf, String host, Optional<SecretKeyHolder> secret) {
    boolean authenticated = conf.getBoolean("spark.authenticate", false);
    check(
        authenticated == present(secret, "secret").isPresent(),
        "secret",
        "given if and only if spark.authenticate is on",
        secret.isPresent() ? "given" : "not given");
    try {
      return new NetworkEndpoint(conf, host, secret);
    } catch (Exception e) {
      // Netty throws checked exceptions, BindException for one, that its signatures do not have.
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot open a port on " + host + " for the other workers: " + e.getMessage(),
          e);
    }
  }

  /** Opens an endpoint in a task, as the executor's Spark is configured. */
  public static NetworkEndpoint onExecutor(String host) {
    SparkEnv spark = SparkEnv.get();
    Optional<SecretKeyHolder> secret =
        Optional.<SecretKeyHolder>of(spark.securityManager())
            .filter(manager -> spark.securityManager().isAuthenticationEnabled());
    return open(spark.conf(), host, secret);
  }

  private static List<TransportServerBootstrap> serverBootstraps(
      EndpointHandler handler, TransportConf transport, Optional<SecretKeyHolder> secret) {
    List<TransportServerBootstrap> bootstraps = new ArrayList<>();
    bootstraps.add(
        (channel, rpcHandler) -> {
          handler.install(channel);
          return rpcHandler;
        });
    secret.ifPresent(holder -> bootstraps.add(new AuthServerBootstrap(transport, holder)));
    return bootstraps;
  }

  private static List<TransportClientBootstrap> clientBootstraps(
      TransportConf transport, Optional<SecretKeyHolder> secret) {
    return secret
        .<TransportClientBootstrap>map(
            holder -> new AuthClientBootstrap(transport, holder.getSaslUser(MODULE), holder))
        .map(List::of)
        .orElse(List.of());
  }

  public PeerAddress address() {
    return address;
  }

  /**
   * Joins the group: connects to all peers and waits until all have connected to this one. Closing
   * the membership closes the endpoint too.
   *
   * @param peers addresses of all ranks, this one's included, by rank
   * @param nonce known to the workers of this generation of this run only
   * @param start how long to wait for the peers here
   * @param step how long to wait for them in each operation
   */
  public NetworkCollective connect(
      int rank, List<PeerAddress> peers, String nonce, Waiting start, Waiting step) {
    check(0 <= rank && rank < peers.size(), "rank", "0 <= rank < " + peers.size(), rank);
    check(!present(nonce, "nonce").isBlank(), "nonce", "not blank", nonce);
    Session session = new Session(rank, peers);
    handler.admit(session, nonce);
    Attempt attempt =
        new Attempt(
            (kind, cause) -> new CollectiveException(kind, "Cannot connect the workers: " + cause),
            "deadlines.start",
            start,
            System.nanoTime());
    Connector connector = Connector.start(session, clients, nonce);
    try {
      session.await(peer -> !peer.isMet(), "not connected", attempt);
    } finally {
      connector.close();
    }
    return NetworkCollective.apart(this, session, step);
  }

  /** Ends all connections, without a goodbye if the membership is still open. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      handler.closeConnections();
      server.close();
      clients.close();
      serverContext.close();
      clientContext.close();
    }
  }
}
