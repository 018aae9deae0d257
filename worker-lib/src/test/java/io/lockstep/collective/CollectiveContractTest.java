package io.lockstep.collective;

import static io.lockstep.collective.TestingRanks.assertFailure;
import static io.lockstep.collective.TestingRanks.hasty;
import static io.lockstep.collective.TestingRanks.patient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Collective} keeps. Subclasses say how a group is opened. */
@Timeout(120)
public abstract class CollectiveContractTest {
  private static final float[] MAGNITUDES = {1, 1e-1f, 1e-2f, 1e-3f, 1e-4f, 1e-5f, 1e-6f, 1e-7f};
  private static final int[] LENGTHS = {0, 1, 4095, 4096, 4097, 100_000};

  /** Opens a group with a member for each waiting, by rank. */
  protected abstract List<Collective> open(List<Waiting> waitings) throws Exception;

  private TestingRanks ranks(Waiting... waitings) throws Exception {
    return new TestingRanks(open(List.of(waitings)));
  }

  private TestingRanks ranks(int size) throws Exception {
    return new TestingRanks(open(Collections.nCopies(size, patient())));
  }

  /** Values of all magnitudes, so that another order of summation gives other bits. */
  private static float[] values(int round, int rank, int length) {
    SplittableRandom random = new SplittableRandom(1_000_003L * round + rank);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      int bits = random.nextInt();
      values[i] = (bits >> 8) * MAGNITUDES[bits & 7];
    }
    return values;
  }

  /** Ranks within a host first, then hosts. */
  private static float[] sumInOrder(int round, Topology topology, int length) {
    float[] sum = partialSum(round, topology.hosts().get(0), length);
    for (List<Integer> host : topology.hosts().subList(1, topology.hosts().size())) {
      add(sum, partialSum(round, host, length));
    }
    return sum;
  }

  private static float[] partialSum(int round, List<Integer> host, int length) {
    float[] sum = values(round, host.get(0), length);
    for (int rank : host.subList(1, host.size())) {
      add(sum, values(round, rank, length));
    }
    return sum;
  }

  private static void add(float[] sum, float[] term) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += term[i];
    }
  }

  private static Rows rows(int round, Collective collective) {
    Rows rows = new Rows(collective.size(), 3);
    for (int column = 0; column < 3; column++) {
      rows.of(collective.rank())[column] = row(round, collective.rank(), column);
    }
    return rows;
  }

  private static double row(int round, int rank, int column) {
    return 1e6 * round + 1e3 * rank + column + 1 / 3.0;
  }

  private static void assertRows(int round, Rows rows) {
    for (int rank = 0; rank < rows.ranks(); rank++) {
      for (int column = 0; column < rows.width(); column++) {
        assertEquals(row(round, rank, column), rows.of(rank)[column]);
      }
    }
  }

  private void allReduceManyTimes(int size) throws Exception {
    try (TestingRanks ranks = ranks(size)) {
      ranks.all(
          collective -> {
            int round = 0;
            for (int length : LENGTHS) {
              FlatVector individual = collective.individual(length);
              FlatVector replicated = collective.replicated(length);
              for (int repeat = 0; repeat < 3; repeat++) {
                allReduce(collective, round++, individual, individual);
                allReduce(collective, round++, individual, replicated);
              }
            }
          });
    }
  }

  /** Overwrites its vectors as soon as it may, which a peer that still reads them would notice. */
  private static void allReduce(
      Collective collective, int round, FlatVector vector, FlatVector total) {
    int length = vector.length();
    float[] expected = sumInOrder(round, collective.topology(), length);
    vector.copyFrom(values(round, collective.rank(), length));
    VectorSum sum = collective.reduceScatter(vector);
    Slice slice = collective.slice(length);
    sum.store(slice, total, new float[1000]);
    assertArrayEquals(Arrays.copyOfRange(expected, slice.from(), slice.to()), total.toArray(slice));

    Rows rows = rows(round, collective);
    collective.allGather(total, rows);
    assertArrayEquals(expected, total.toArray());
    assertRows(round, rows);
    vector.fill(Float.NaN);
  }

  @Test
  void sumsInOrderAloneBitForBit() throws Exception {
    allReduceManyTimes(1);
  }

  @Test
  void sumsInOrderAmongTwoBitForBit() throws Exception {
    allReduceManyTimes(2);
  }

  @Test
  void sumsInOrderAmongThreeBitForBit() throws Exception {
    allReduceManyTimes(3);
  }

  @Test
  void sumsInOrderAmongFourBitForBit() throws Exception {
    allReduceManyTimes(4);
  }

  @Test
  void sumsInOrderAmongSevenBitForBit() throws Exception {
    allReduceManyTimes(7);
  }

  /** Longer than what sockets buffer: a sum shows whoever overwrites what is still to be sent. */
  @Test
  void mayOverwriteALongVectorAtOnce() throws Exception {
    int length = 3_000_001;
    try (TestingRanks ranks = ranks(2)) {
      ranks.all(
          collective -> {
            FlatVector vector = collective.individual(length);
            float[] block = new float[4096];
            for (int round = 1; round <= 3; round++) {
              for (int i = 0; i < length; i++) {
                vector.set(i, round * (collective.rank() + 1) * (i & 0xFFFF));
              }
              collective.reduceScatter(vector).store(collective.slice(length), vector, block);
              collective.allGather(vector, new Rows(2, 0));
              for (int i = 0; i < length; i++) {
                assertEquals(3f * round * (i & 0xFFFF), vector.get(i));
              }
            }
          });
    }
  }

  @Test
  void vectorsBeginAsZeros() throws Exception {
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            assertArrayEquals(new float[5000], collective.individual(5000).toArray());
            assertArrayEquals(new float[5000], collective.replicated(5000).toArray());
          });
    }
  }

  @Test
  void whatTheFirstRankOfAHostWritesAllOfItsRanksHave() throws Exception {
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            FlatVector vector = collective.replicated(5000);
            if (collective.topology().isFirst(collective.rank())) {
              vector.copyFrom(values(1, 0, 5000));
            }
            collective.exchange(new Rows(3, 0));
            assertArrayEquals(values(1, 0, 5000), vector.toArray());
          });
    }
  }

  /** As wide as it may be, empty, and everything between; a slow reader sees nothing newer. */
  @Test
  void gathersMessagesOfDifferentLengths() throws Exception {
    int capacity = 100_003;
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            Messages messages = collective.messages(capacity);
            assertEquals(capacity, messages.capacity());
            for (int round = 0; round < 40; round++) {
              messages.own().put(message(round, collective.rank(), capacity));
              collective.gather(messages);
              for (int of = 0; of < 3; of++) {
                byte[] expected = message(round, of, capacity);
                byte[] actual = new byte[messages.of(of).remaining()];
                messages.of(of).get(actual);
                assertArrayEquals(expected, actual);
              }
            }
          });
    }
  }

  private static byte[] message(int round, int rank, int capacity) {
    SplittableRandom random = new SplittableRandom(31L * round + rank);
    byte[] bytes = new byte[round % 4 == rank ? 0 : Math.min(capacity, random.nextInt(150_000))];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void gathersTheSameBitsEverywhereThatAreOwnersValuesRoundedToBfloat16() throws Exception {
    int length = 30_000;
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            float[] expected = values(1, 1, length);
            FlatVector individual = collective.individual(length);
            FlatVector replicated = collective.replicated(length);
            Slice slice = collective.slice(length);
            for (FlatVector vector : List.of(individual, replicated)) {
              vector.copyFrom(FlatVector.copyOf(expected), slice);
              Rows rows = rows(1, collective);
              collective.allGather(vector, rows, Wire.BFLOAT16);
              assertRows(1, rows);
              for (int i = 0; i < length; i++) {
                assertEquals(Bfloat16.toFloat(Bfloat16.of(expected[i])), vector.get(i));
              }
            }
          });
    }
  }

  /** Each term is off by at most half a unit of the last of 8 binary digits: a 256th of it. */
  @Test
  void sumsWhatOtherHostsSendRoundedToBfloat16() throws Exception {
    int length = 30_000;
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            FlatVector vector = collective.individual(length);
            vector.copyFrom(values(1, collective.rank(), length));
            VectorSum sum = collective.reduceScatter(vector, Wire.BFLOAT16);
            Slice slice = collective.slice(length);
            sum.store(slice, vector, new float[1000]);
            float[][] terms = {values(1, 0, length), values(1, 1, length), values(1, 2, length)};
            for (int i = slice.from(); i < slice.to(); i++) {
              double exact = (double) terms[0][i] + terms[1][i] + terms[2][i];
              double size = Math.abs(terms[0][i]) + Math.abs(terms[1][i]) + Math.abs(terms[2][i]);
              assertEquals(exact, vector.get(i), size / 256 * 1.001);
            }
          });
    }
  }

  @Test
  void everyHostUpdatesAWholeVector() throws Exception {
    try (TestingRanks ranks = ranks(4)) {
      Topology topology = ranks.member(0).topology();
      for (List<Integer> host : topology.hosts()) {
        int next = 0;
        for (int rank : host) {
          Slice part = ranks.member(rank).hostSlice(100_000);
          assertEquals(next, part.from());
          next = part.to();
        }
        assertEquals(100_000, next);
      }
    }
  }

  @Test
  void exchangesRowsAndIsABarrier() throws Exception {
    AtomicInteger entered = new AtomicInteger();
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            for (int round = 0; round < 300; round++) {
              entered.incrementAndGet();
              Rows rows = rows(round, collective);
              collective.exchange(rows);
              assertTrue(entered.get() >= 3 * (round + 1));
              assertRows(round, rows);
            }
          });
    }
    assertEquals(900, entered.get());
  }

  @Test
  void exchangesRowsThatAreWiderThanABlock() throws Exception {
    int width = 70_000;
    try (TestingRanks ranks = ranks(2)) {
      ranks.all(
          collective -> {
            Rows rows = new Rows(2, width);
            Arrays.fill(rows.of(collective.rank()), collective.rank() + 0.5);
            collective.exchange(rows);
            assertEquals(0.5 + 1.5, rows.sum(width - 1));
            assertEquals(0.5 + 1.5, rows.sum(0));
          });
    }
  }

  @Test
  void keepsOperationsApartHoweverTheRanksDrift() throws Exception {
    try (TestingRanks ranks = ranks(4)) {
      ranks.all(
          collective -> {
            SplittableRandom plan = new SplittableRandom(7);
            SplittableRandom drift = new SplittableRandom(collective.rank());
            FlatVector[] vectors = new FlatVector[6];
            for (int i = 0; i < vectors.length; i++) {
              int length = plan.nextInt(30_000);
              vectors[i] = collective.individual(length);
            }
            for (int round = 0; round < 150; round++) {
              int choice = plan.nextInt(2);
              FlatVector vector = vectors[plan.nextInt(vectors.length)];
              for (int spin = drift.nextInt(200_000); spin > 0; spin--) {
                Thread.onSpinWait();
              }
              if (choice == 0) {
                allReduce(collective, round, vector, vector);
              } else {
                Rows rows = rows(round, collective);
                collective.exchange(rows);
                assertRows(round, rows);
              }
            }
          });
    }
  }

  @Test
  void namesTheRankThatIsMissingAtTheDeadline() throws Exception {
    try (TestingRanks ranks = ranks(hasty(), hasty(), hasty())) {
      Task reduce = c -> c.reduceScatter(c.individual(10_000));
      Future<?> first = ranks.start(0, reduce::run);
      Future<?> third = ranks.start(2, reduce::run);
      String operation = "Cannot complete operation 1 (reduce-scatter of 10000 elements): rank 1 ";
      assertFailure(Kind.DEADLINE, first, operation, " missing after 0.", "deadlines.step");
      assertFailure(Kind.DEADLINE, third, operation);
    }
  }

  @Test
  void tellsThePeersWhyARankAborts() throws Exception {
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(collective -> collective.exchange(new Rows(3, 1)));
      Future<?> first = ranks.start(0, c -> c.allGather(c.individual(5), new Rows(3, 0)));
      Future<?> third = ranks.start(2, c -> c.allGather(c.individual(5), new Rows(3, 0)));
      ranks.member(1).abort("no space left");
      ranks.member(1).close();
      String operation = "Cannot complete operation 2 (all-gather of 5 elements): rank 1 ";
      assertFailure(Kind.PEER_FAILED, first, operation, " failed: no space left");
      assertFailure(Kind.PEER_FAILED, third, operation, " failed: no space left");
    }
  }

  @Test
  void stopsWaitingWhenTold() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Waiting untilThirdLook = new Waiting(Duration.ofMinutes(1), () -> looks.incrementAndGet() > 2);
    try (TestingRanks ranks = ranks(untilThirdLook, patient())) {
      Future<?> first = ranks.start(0, c -> c.reduceScatter(c.individual(3)));
      assertFailure(
          Kind.INTERRUPTED,
          first,
          "Cannot complete operation 1 (reduce-scatter of 3 elements): "
              + "this worker, rank 0, was told to stop");
      assertEquals(3, looks.get());
    }
  }

  @Test
  void isOfNoUseAfterAFailure() throws Exception {
    try (TestingRanks ranks = ranks(new Waiting(Duration.ofMinutes(1), () -> true), patient())) {
      Task exchange = c -> c.exchange(new Rows(2, 1));
      assertFailure(Kind.INTERRUPTED, ranks.start(0, exchange::run), "operation 1 ");
      assertFailure(
          Kind.INTERRUPTED,
          ranks.start(0, exchange::run),
          "Cannot complete operation 2 (exchange with rows of 1): "
              + "rank 0 has failed or closed before");
    }
  }

  private interface Task {
    void run(Collective collective);
  }

  private void assertMismatch(Task first, Task second, String ofFirst, String ofSecond)
      throws Exception {
    try (TestingRanks ranks = ranks(2)) {
      Future<?> one = ranks.start(0, first::run);
      Future<?> other = ranks.start(1, second::run);
      assertFailure(Kind.MISMATCH, one, "rank 1 ", "(" + ofFirst + ")", "at its " + ofSecond);
      assertFailure(Kind.MISMATCH, other, "rank 0 ", "(" + ofSecond + ")", "at its " + ofFirst);
    }
  }

  @Test
  void refusesVectorsOfDifferentLengths() throws Exception {
    assertMismatch(
        c -> c.reduceScatter(twoVectors(c)[0]),
        c -> c.reduceScatter(twoVectors(c)[1]),
        "reduce-scatter of 100 elements",
        "reduce-scatter of 101 elements");
  }

  private static FlatVector[] twoVectors(Collective collective) {
    return new FlatVector[] {collective.individual(100), collective.individual(101)};
  }

  @Test
  void refusesRowsOfDifferentWidths() throws Exception {
    assertMismatch(
        c -> c.exchange(new Rows(2, 2)),
        c -> c.exchange(new Rows(2, 3)),
        "exchange with rows of 2",
        "exchange with rows of 3");
  }

  @Test
  void refusesDifferentOperations() throws Exception {
    assertMismatch(
        c -> c.reduceScatter(c.individual(50_000)),
        c -> c.allGather(c.individual(50_000), new Rows(2, 0)),
        "reduce-scatter of 50000 elements",
        "all-gather of 50000 elements");
  }

  @Test
  void doesNotMissAPeerThatIsDoneAndMissesOneThatLeavesTooEarly() throws Exception {
    try (TestingRanks ranks = ranks(3)) {
      ranks.all(
          collective -> {
            FlatVector vector = collective.individual(20_000);
            allReduce(collective, 1, vector, vector);
            if (collective.rank() == 2) {
              collective.close();
            }
          });
      Future<?> first = ranks.start(0, c -> c.exchange(new Rows(3, 0)));
      assertFailure(
          Kind.PEER_LOST, first, "Cannot complete operation 3 (exchange): rank 2 ", " has left");
    }
  }

  @Test
  void countsOnlyTheTimeThatItWaitsForPeers() throws Exception {
    CountDownLatch firstWaits = new CountDownLatch(5);
    Waiting observed =
        new Waiting(
            Duration.ofMinutes(1),
            () -> {
              firstWaits.countDown();
              return false;
            });
    try (TestingRanks ranks = ranks(observed, patient())) {
      long start = System.nanoTime();
      Future<?> first = ranks.start(0, c -> c.exchange(new Rows(2, 1)));
      firstWaits.await();
      long late = System.nanoTime();
      ranks.start(1, c -> c.exchange(new Rows(2, 1))).get();
      first.get();
      long elapsed = System.nanoTime() - start;
      long waited = ranks.member(0).waitedNanos();
      assertTrue(waited > 0 && waited <= elapsed, waited + " of " + elapsed + " ns");
      assertTrue(ranks.member(1).waitedNanos() <= System.nanoTime() - late);
    }
  }
}
