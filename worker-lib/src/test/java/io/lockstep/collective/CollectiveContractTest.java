package io.lockstep.collective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every collective does; each implementation's test extends this. */
public abstract class CollectiveContractTest {
  protected static final Waiting PATIENT = new Waiting(Duration.ofSeconds(30), () -> false);

  /** Memberships of a new group, by rank. */
  protected abstract List<Collective> group(int size, Waiting waiting) throws Exception;

  /** What a rank does with its membership. */
  @FunctionalInterface
  protected interface Part {
    Object run(Collective collective) throws Exception;
  }

  /** Runs a part on every rank at once and returns what they return, by rank. */
  protected static List<Object> together(List<Collective> group, Part part) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(group.size());
    try {
      List<Future<Object>> futures = new ArrayList<>();
      for (Collective member : group) {
        futures.add(threads.submit(() -> part.run(member)));
      }
      List<Object> results = new ArrayList<>();
      for (Future<Object> future : futures) {
        try {
          results.add(future.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
          results.add(e.getCause());
        }
      }
      for (Object result : results) {
        if (result instanceof Exception e && !(e instanceof CollectiveException)) {
          throw e;
        }
      }
      return results;
    } finally {
      group.forEach(Collective::close);
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS), "a rank is still running");
    }
  }

  private static float[] values(int rank, int round, int length) {
    SplittableRandom random = new SplittableRandom(1_000L * rank + round);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    return values;
  }

  /** rank 0 + rank 1 + ..., in float32. */
  private static float[] sum(int ranks, int round, int length) {
    float[] sum = values(0, round, length);
    for (int rank = 1; rank < ranks; rank++) {
      float[] next = values(rank, round, length);
      for (int i = 0; i < length; i++) {
        sum[i] += next[i];
      }
    }
    return sum;
  }

  private static final int[] SIZES = {1, 2, 3, 4, 7};
  private static final int[] LENGTHS = {0, 1, 4095, 4096, 4097, 100_000};

  @Test
  void sumsInTheOrderOfRanksAndGathersWhatTheOwnersHave() throws Exception {
    for (int size : SIZES) {
      List<Object> results =
          together(
              group(size, PATIENT),
              member -> {
                int round = 0;
                for (int length : LENGTHS) {
                  for (int repeat = 0; repeat < 3; repeat++, round++) {
                    reduceAndGather(member, round, length);
                  }
                }
                return "done";
              });
      results.forEach(result -> assertEquals("done", result));
    }
  }

  private static void reduceAndGather(Collective member, int round, int length) {
    FlatVector vector = FlatVector.copyOf(values(member.rank(), round, length));
    Rows rows = new Rows(member.size(), 2);
    rows.of(member.rank())[0] = member.rank() + 0.25;
    rows.of(member.rank())[1] = round;
    member.reduceScatter(vector, rows);
    float[] sum = sum(member.size(), round, length);
    Slice slice = member.slice(length);
    FlatVector expected = FlatVector.copyOf(sum);
    assertArrayEquals(expected.toArray(slice), vector.toArray(slice));
    for (int rank = 0; rank < member.size(); rank++) {
      assertArrayEquals(new double[] {rank + 0.25, round}, rows.of(rank));
    }
    member.allGather(vector, new Rows(member.size(), 0));
    assertArrayEquals(sum, vector.toArray());
    // What was sent may be overwritten at once.
    vector.fill(Float.NaN);
  }

  @Test
  void broadcastsFromEachRoot() throws Exception {
    for (int size : SIZES) {
      List<Object> results =
          together(
              group(size, PATIENT),
              member -> {
                for (int root = 0; root < member.size(); root++) {
                  FlatVector vector = FlatVector.copyOf(values(member.rank(), root, 5_000));
                  member.broadcast(vector, root);
                  assertArrayEquals(values(root, root, 5_000), vector.toArray());
                }
                return "done";
              });
      results.forEach(result -> assertEquals("done", result));
    }
  }

  @Test
  void exchangesRowsAlone() throws Exception {
    List<Object> results =
        together(
            group(3, PATIENT),
            member -> {
              double total = 0;
              for (int round = 0; round < 200; round++) {
                Rows rows = new Rows(3, 1);
                rows.of(member.rank())[0] = round * (member.rank() + 1);
                member.exchange(rows);
                total += rows.sum(0);
              }
              return total;
            });
    results.forEach(result -> assertEquals(6.0 * 199 * 200 / 2, result));
  }

  @Test
  void theDeadlineNamesWhoIsMissing() throws Exception {
    List<Object> results =
        together(
            group(3, new Waiting(Duration.ofMillis(300), () -> false)),
            member -> {
              if (member.rank() != 1) {
                member.exchange(new Rows(3, 0));
              }
              return "stayed away";
            });
    CollectiveException deadline = (CollectiveException) results.get(0);
    assertEquals(CollectiveException.Kind.DEADLINE, deadline.kind(), deadline.getMessage());
    assertTrue(
        deadline.getMessage().startsWith("Cannot exchange (operation 1): worker 1"),
        deadline.getMessage());
    assertTrue(deadline.getMessage().contains("has not come within 300 ms"));
    assertEquals("stayed away", results.get(1));
  }

  @Test
  void anAbortReachesThePeersWithItsReason() throws Exception {
    List<Object> results =
        together(
            group(3, PATIENT),
            member -> {
              if (member.rank() == 2) {
                member.abort("disk on fire");
                return "aborted";
              }
              member.reduceScatter(FlatVector.allocate(10_000), new Rows(3, 0));
              return "done";
            });
    for (int rank = 0; rank < 2; rank++) {
      CollectiveException failed = (CollectiveException) results.get(rank);
      assertEquals(CollectiveException.Kind.PEER_FAILED, failed.kind());
      assertTrue(
          failed.getMessage().contains("worker 2") && failed.getMessage().contains("disk on fire"),
          failed.getMessage());
    }
  }

  @Test
  void aStopEndsEveryWait() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Object> results =
        together(
            group(2, new Waiting(Duration.ofSeconds(30), stopped::get)),
            member -> {
              if (member.rank() == 1) {
                stopped.set(true);
                return "away";
              }
              member.exchange(new Rows(2, 0));
              return "done";
            });
    assertEquals(
        CollectiveException.Kind.INTERRUPTED, ((CollectiveException) results.get(0)).kind());
  }

  @Test
  void differentSizesAreAMismatch() throws Exception {
    List<Object> results =
        together(
            group(2, new Waiting(Duration.ofSeconds(5), () -> false)),
            member -> {
              member.allGather(FlatVector.allocate(10 + member.rank()), new Rows(2, 0));
              return "done";
            });
    assertTrue(
        results.stream()
            .anyMatch(
                result ->
                    result instanceof CollectiveException e
                        && e.kind() == CollectiveException.Kind.MISMATCH),
        results.toString());
  }

  @Test
  void waitingIsCounted() throws Exception {
    List<Object> results =
        together(
            group(1, PATIENT),
            member -> {
              member.exchange(new Rows(1, 0));
              return member.waitedNanos();
            });
    assertTrue((long) results.get(0) >= 0);
    assertThrows(IllegalArgumentException.class, () -> new Rows(0, 1));
  }
}
