package io.lockstep.bench.wire;

import io.lockstep.bench.contest.Statistics;
import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Waiting;
import io.lockstep.collective.Wire;
import io.lockstep.driver.transport.NetworkEndpoint;
import io.lockstep.driver.transport.PeerAddress;
import io.lockstep.parameters.FlatVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * One of the two processes: says at which ports it can be reached, hears where the other one is,
 * and exchanges vectors of rising length, in turn over the collective and over a plain socket. One
 * round is a reduce-scatter and an all-gather, or twice half of the bytes.
 */
final class WireRank {
  private static final int SMALLEST = 4 * 1024;
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Collective collective;
  private final PlainSocket socket;
  private final int rounds;

  private WireRank(Collective collective, PlainSocket socket, int rounds) {
    this.collective = collective;
    this.socket = socket;
    this.rounds = rounds;
  }

  /** Arguments: rank, own host, security, rounds of the smallest and the largest vectors. */
  public static void main(String[] arguments) throws Exception {
    int rank = Integer.parseInt(arguments[0]);
    String host = arguments[1];
    Security security = Security.valueOf(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    Waiting waiting = new Waiting(DEADLINE, () -> false);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    NetworkEndpoint endpoint = NetworkEndpoint.open(security.conf(), host, security.secret());
    ServerSocketChannel server = PlainSocket.listen(host);
    System.out.println(endpoint.address().port() + " " + server.socket().getLocalPort());
    String[] other = in.readLine().split(" ");
    PeerAddress there = new PeerAddress(other[0], Integer.parseInt(other[1]));
    List<PeerAddress> peers =
        rank == 0 ? List.of(endpoint.address(), there) : List.of(there, endpoint.address());
    try (Collective collective = endpoint.connect(rank, peers, "a benchmark", waiting, waiting);
        PlainSocket socket =
            rank == 0
                ? PlainSocket.accept(server)
                : PlainSocket.connect(other[0], Integer.parseInt(other[2]))) {
      new WireRank(collective, socket, rounds).run(security);
    }
  }

  private void run(Security security) throws Exception {
    for (int bytes = SMALLEST; bytes <= LARGEST; bytes *= 4) {
      // The largest take long enough to be measured in fewer rounds.
      measure(security, bytes, Math.max(rounds, (int) (rounds * 10L * SMALLEST / bytes)));
    }
  }

  private void measure(Security security, int bytes, int times)
      throws IOException, InterruptedException, ExecutionException {
    FlatVector vector = collective.individual(bytes / Float.BYTES);
    Rows rows = new Rows(collective.size(), 4);
    ByteBuffer sent = ByteBuffer.allocateDirect(bytes / 2);
    ByteBuffer received = ByteBuffer.allocateDirect(bytes / 2);
    List<Double> ours = new ArrayList<>();
    List<Double> rounded = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    for (int round = -times / 2; round < times; round++) {
      double own = collective(vector, rows, Wire.FLOAT32);
      double half = collective(vector, rows, Wire.BFLOAT16);
      double there = plain(rows, sent, received);
      if (round >= 0) {
        ours.add(own);
        rounded.add(half);
        plain.add(there);
      }
    }
    if (collective.rank() == 0) {
      tell(security, bytes, ours, rounded, plain);
    }
  }

  private double collective(FlatVector vector, Rows rows, Wire wire) {
    collective.exchange(rows);
    long start = System.nanoTime();
    collective.reduceScatter(vector, wire);
    collective.allGather(vector, rows, wire);
    return (System.nanoTime() - start) * 1e-6;
  }

  private double plain(Rows rows, ByteBuffer sent, ByteBuffer received)
      throws IOException, InterruptedException, ExecutionException {
    collective.exchange(rows);
    long start = System.nanoTime();
    socket.exchange(sent.clear(), received.clear());
    socket.exchange(sent.clear(), received.clear());
    return (System.nanoTime() - start) * 1e-6;
  }

  private static void tell(
      Security security, int bytes, List<Double> ours, List<Double> rounded, List<Double> plain) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(plain.get(i) / ours.get(i));
    }
    double median = Statistics.median(ours);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.3f | %.2f | %.3f | %.3f | %.2f |%n",
        security.name().toLowerCase(Locale.ROOT),
        bytes / 1024,
        median,
        bytes / median * 1e-6,
        Statistics.median(rounded),
        Statistics.median(plain),
        Statistics.median(ratios));
  }
}
