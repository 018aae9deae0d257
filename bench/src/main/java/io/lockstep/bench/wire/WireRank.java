package io.lockstep.bench.wire;

import com.sun.management.ThreadMXBean;
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
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;

/**
 * One of the two processes: says at which ports it can be reached, hears where the other one is,
 * and exchanges vectors of rising length, in turn over the collective and over a plain socket. One
 * round is a reduce-scatter and an all-gather, or twice half of the bytes.
 */
final class WireRank {
  private static final int SMALLEST = 4 * 1024;
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int WARM_UP = 3000;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
    FlatVector vector = collective.individual(SMALLEST / Float.BYTES);
    for (int round = 0; round < WARM_UP; round++) {
      exchange(vector, new Rows(collective.size(), 4), Wire.FLOAT32);
    }
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
    List<Cost> ours = new ArrayList<>();
    List<Cost> rounded = new ArrayList<>();
    List<Cost> plain = new ArrayList<>();
    for (int round = -times / 2; round < times; round++) {
      Cost own = cost(rows, () -> exchange(vector, rows, Wire.FLOAT32));
      Cost half = cost(rows, () -> exchange(vector, rows, Wire.BFLOAT16));
      Cost there =
          cost(
              rows,
              () -> {
                socket.exchange(sent.clear(), received.clear());
                socket.exchange(sent.clear(), received.clear());
              });
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

  private void exchange(FlatVector vector, Rows rows, Wire wire) {
    collective.reduceScatter(vector, wire);
    collective.allGather(vector, rows, wire);
  }

  private interface Round {
    void run() throws IOException, InterruptedException, ExecutionException;
  }

  /** Both begin together. */
  private Cost cost(Rows rows, Round round)
      throws IOException, InterruptedException, ExecutionException {
    collective.exchange(rows);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    round.run();
    double millis = (System.nanoTime() - start) * 1e-6;
    return new Cost(millis, (cpuNanos() - cpu) * 1e-6);
  }

  /** Of all Java threads; those of the compiler and the collector are none. */
  private static long cpuNanos() {
    return Arrays.stream(THREADS.getThreadCpuTime(THREADS.getAllThreadIds())).sum();
  }

  /**
   * Of one round.
   *
   * @param cpuMillis processor time of all threads of this process
   */
  private record Cost(double millis, double cpuMillis) {}

  private static void tell(
      Security security, int bytes, List<Cost> ours, List<Cost> rounded, List<Cost> plain) {
    double own = median(ours, Cost::millis);
    double there = median(plain, Cost::millis);
    double ownCpu = median(ours, Cost::cpuMillis);
    double thereCpu = median(plain, Cost::cpuMillis);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.3f | %.3f | %.2f | %.2f | %.3f | %.3f | %.2f | %.3f |%n",
        security.name().toLowerCase(Locale.ROOT),
        bytes / 1024,
        own,
        there,
        bytes / own * 1e-6,
        there / own,
        ownCpu,
        thereCpu,
        thereCpu / ownCpu,
        median(rounded, Cost::cpuMillis));
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> value) {
    return Statistics.median(costs.stream().mapToDouble(value).boxed().toList());
  }
}
