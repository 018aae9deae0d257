package io.lockstep.driver.transport;

import static io.lockstep.collective.TestingRanks.assertFailure;
import static io.lockstep.collective.TestingRanks.hasty;
import static io.lockstep.collective.TestingRanks.patient;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.collective.Rows;
import io.lockstep.collective.TestingRanks;
import io.lockstep.collective.Waiting;
import io.lockstep.parameters.FlatVector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How an endpoint treats strangers, losses and its own end. */
@Timeout(120)
class NetworkEndpointTest {
  private static final Map<String, String> AUTHENTICATED = Map.of("spark.authenticate", "true");

  private static void assertWorks(TestingRanks ranks) throws Exception {
    ranks.all(
        collective -> {
          FlatVector vector = collective.individual(1);
          vector.set(0, 1 + collective.rank());
          collective.reduceScatter(vector).store(collective.slice(1), vector, new float[1]);
          collective.allGather(vector, new Rows(collective.size(), 0));
          assertEquals(3, vector.get(0));
        });
  }

  /** Sends bytes and waits until the other side closes. */
  private static void assertRefused(PeerAddress address, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException e) {
      // Closed while it still had bytes of ours: refused as well.
      assertTrue(e.getMessage().matches("(?i).*(reset|broken pipe|aborted).*"), e.getMessage());
    }
  }

  @Test
  void closesConnectionsThatBringGarbageAndGoesOn() throws Exception {
    TestingNetwork network = new TestingNetwork(Map.of());
    List<NetworkEndpoint> endpoints = network.endpoints(2);
    try (TestingRanks ranks =
        new TestingRanks(TestingNetwork.connect(endpoints, List.of(patient(), patient())))) {
      PeerAddress address = endpoints.get(0).address();
      byte[] random = new byte[10_000];
      new SplittableRandom(3).nextBytes(random);
      random[0] |= 1; // As the length of a frame: too large.
      assertRefused(address, random);
      assertRefused(address, "GET / HTTP/1.1\r\nHost: worker\r\n\r\n".getBytes());
      assertWorks(ranks);
    }
  }

  @Test
  void doesNotGatherALargeMessageOfAStranger() throws Exception {
    TestingNetwork network = new TestingNetwork(Map.of());
    List<NetworkEndpoint> endpoints = network.endpoints(2);
    try (TestingRanks ranks =
        new TestingRanks(TestingNetwork.connect(endpoints, List.of(patient(), patient())))) {
      byte oneWayMessage = 9;
      byte[] bytes = ByteBuffer.allocate(2_000_000).putLong(1L << 30).put(oneWayMessage).array();
      assertRefused(endpoints.get(0).address(), bytes);
      assertWorks(ranks);
    }
  }

  @Test
  void closesConnectionsThatSendPartsBeforeTheyGreet() throws Exception {
    TestingNetwork network = new TestingNetwork(Map.of());
    List<NetworkEndpoint> endpoints = network.endpoints(2);
    try (TestingRanks ranks =
        new TestingRanks(TestingNetwork.connect(endpoints, List.of(patient(), patient())))) {
      Message.Abort abort = new Message.Abort(1, Optional.empty(), "please stop");
      assertRefused(endpoints.get(0).address(), WireFormat.encode(abort).array());
      assertWorks(ranks);
    }
  }

  @Test
  void keepsOutWhoDoesNotKnowTheNonce() throws Exception {
    TestingNetwork network = new TestingNetwork(Map.of());
    List<NetworkEndpoint> endpoints = network.endpoints(2);
    List<PeerAddress> addresses = TestingNetwork.addresses(endpoints);
    CompletableFuture<NetworkCollective> first =
        CompletableFuture.supplyAsync(
            () ->
                endpoints.get(0).connect(0, addresses, TestingNetwork.NONCE, patient(), patient()));
    try (NetworkEndpoint stranger = network.endpoint()) {
      List<PeerAddress> pretended = List.of(addresses.get(0), stranger.address());
      CollectiveException refused =
          assertThrows(
              CollectiveException.class,
              () -> stranger.connect(1, pretended, "another nonce", patient(), patient()));
      assertEquals(Kind.PEER_LOST, refused.kind());
      assertEquals(
          "Cannot connect the workers: rank 0 at "
              + addresses.get(0)
              + " is gone without a word; see its log",
          refused.getMessage());
    }
    assertFalse(first.isDone());
    Collective second =
        endpoints.get(1).connect(1, addresses, TestingNetwork.NONCE, patient(), patient());
    try (TestingRanks ranks = new TestingRanks(List.of(first.get(), second))) {
      assertWorks(ranks);
    }
  }

  @Test
  void keepsOutASecondWorkerOfTheSameRank() throws Exception {
    TestingNetwork network = new TestingNetwork(Map.of());
    List<NetworkEndpoint> endpoints = network.endpoints(2);
    try (TestingRanks ranks =
            new TestingRanks(TestingNetwork.connect(endpoints, List.of(patient(), patient())));
        NetworkEndpoint twin = network.endpoint()) {
      List<PeerAddress> pretended = List.of(endpoints.get(0).address(), twin.address());
      CollectiveException refused =
          assertThrows(
              CollectiveException.class,
              () -> twin.connect(1, pretended, TestingNetwork.NONCE, patient(), patient()));
      assertEquals(Kind.PEER_LOST, refused.kind());
      assertWorks(ranks);
    }
  }

  @Test
  void keepsOutWhoDoesNotKnowTheSecretOfTheCluster() throws Exception {
    TestingNetwork network = new TestingNetwork(AUTHENTICATED);
    List<NetworkEndpoint> endpoints = network.endpoints(2);
    try (TestingRanks ranks =
            new TestingRanks(TestingNetwork.connect(endpoints, List.of(patient(), patient())));
        NetworkEndpoint stranger = network.endpoint("another secret")) {
      List<PeerAddress> pretended = List.of(endpoints.get(0).address(), stranger.address());
      CollectiveException refused =
          assertThrows(
              CollectiveException.class,
              () -> stranger.connect(1, pretended, TestingNetwork.NONCE, patient(), patient()));
      assertTrue(refused.getMessage().contains(" cannot be reached: "), refused.getMessage());
      assertWorks(ranks);
    }
  }

  @Test
  void wantsASecretIfAndOnlyIfSparkAuthenticates() {
    SparkConf conf = new SparkConf(false).set("spark.authenticate", "true");
    assertEquals(
        "Invalid secret (given if and only if spark.authenticate is on): not given",
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkEndpoint.open(conf, TestingNetwork.HOST, Optional.empty()))
            .getMessage());
  }

  @Test
  void saysOnWhichHostItCannotListen() {
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () -> NetworkEndpoint.open(new SparkConf(false), "192.0.2.1", Optional.empty()));
    assertTrue(
        failure.getMessage().startsWith("Cannot open a port on 192.0.2.1 for the other workers: "),
        failure.getMessage());
  }

  @Test
  void namesThePeerThatIsSuddenlyGone() throws Exception {
    List<NetworkEndpoint> endpoints = new TestingNetwork(AUTHENTICATED).endpoints(3);
    List<Waiting> waitings = List.of(patient(), patient(), patient());
    try (TestingRanks ranks = new TestingRanks(TestingNetwork.connect(endpoints, waitings))) {
      Future<?> first = ranks.start(0, c -> c.reduceScatter(c.individual(9)));
      Future<?> third = ranks.start(2, c -> c.reduceScatter(c.individual(9)));
      endpoints.get(1).close();
      String lost =
          "rank 1 at " + endpoints.get(1).address() + " is gone without a word; see its log";
      assertFailure(Kind.PEER_LOST, first, lost);
      assertFailure(Kind.PEER_LOST, third, lost);
    }
  }

  @Test
  void namesThePeerThatDoesNotJoinInTime() {
    List<NetworkEndpoint> endpoints = new TestingNetwork(Map.of()).endpoints(2);
    List<PeerAddress> addresses = TestingNetwork.addresses(endpoints);
    try (NetworkEndpoint first = endpoints.get(0);
        NetworkEndpoint second = endpoints.get(1)) {
      CollectiveException late =
          assertThrows(
              CollectiveException.class,
              () -> first.connect(0, addresses, TestingNetwork.NONCE, hasty(), hasty()));
      assertEquals(Kind.DEADLINE, late.kind());
      assertTrue(
          late.getMessage()
              .startsWith(
                  "Cannot connect the workers: rank 1 at "
                      + second.address()
                      + " not connected after 0."),
          late.getMessage());
      assertTrue(
          late.getMessage().endsWith("; if only slow, raise deadlines.start in the plan"),
          late.getMessage());
    }
  }

  @Test
  void namesThePeerThatCannotBeReached() throws Exception {
    PeerAddress nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = new PeerAddress(TestingNetwork.HOST, socket.getLocalPort());
    }
    try (NetworkEndpoint first = new TestingNetwork(Map.of()).endpoint()) {
      List<PeerAddress> addresses = List.of(first.address(), nobody);
      CollectiveException failure =
          assertThrows(
              CollectiveException.class,
              () -> first.connect(0, addresses, TestingNetwork.NONCE, patient(), patient()));
      assertEquals(Kind.PEER_LOST, failure.kind());
      assertEquals(
          "Cannot connect the workers: rank 1 at "
              + nobody
              + " cannot be reached: Connection refused",
          failure.getMessage());
    }
  }

  @Test
  void stopsConnectingWhenTold() {
    Waiting stopped = new Waiting(Duration.ofMinutes(1), () -> true);
    List<NetworkEndpoint> endpoints = new TestingNetwork(Map.of()).endpoints(2);
    try (NetworkEndpoint first = endpoints.get(0);
        NetworkEndpoint second = endpoints.get(1)) {
      List<PeerAddress> addresses = List.of(first.address(), second.address());
      CollectiveException failure =
          assertThrows(
              CollectiveException.class,
              () -> first.connect(0, addresses, TestingNetwork.NONCE, stopped, stopped));
      assertEquals(Kind.INTERRUPTED, failure.kind());
    }
  }

  @Test
  void leavesNoPortAndNoThreadBehind() throws Exception {
    List<NetworkEndpoint> endpoints = new TestingNetwork(AUTHENTICATED).endpoints(2);
    try (TestingRanks ranks =
        new TestingRanks(TestingNetwork.connect(endpoints, List.of(patient(), patient())))) {
      assertWorks(ranks);
    }
    for (NetworkEndpoint endpoint : endpoints) {
      int port = endpoint.address().port();
      assertBecomesFree(port);
    }
    // Netty's threads end by themselves after a quiet period of two seconds.
    Thread[] threads = Thread.getAllStackTraces().keySet().toArray(Thread[]::new);
    for (Thread thread : threads) {
      if (thread.getName().startsWith("lockstep-")) {
        thread.join(TimeUnit.SECONDS.toMillis(60));
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
    assertTrue(Arrays.stream(threads).anyMatch(t -> t.getName().startsWith("lockstep-server")));
  }

  /** Somebody else's outgoing connection may hold the port for a moment. */
  private static void assertBecomesFree(int port) throws Exception {
    long begin = System.nanoTime();
    while (true) {
      try (ServerSocket free =
          new ServerSocket(port, 1, InetAddress.getByName(TestingNetwork.HOST))) {
        assertTrue(free.isBound());
        return;
      } catch (BindException e) {
        if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(30)) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }
}
