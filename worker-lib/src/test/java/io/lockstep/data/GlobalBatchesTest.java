package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.seed.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GlobalBatchesTest {
  private static final Seed SEED = new Seed(7);

  /** Example ids of a rank, in the order in which it keeps them: by (shard, id). */
  private static List<Long> kept(VirtualShards shards, int rank, int ranks) {
    List<Long> ids = new ArrayList<>();
    for (int shard = rank; shard < shards.count(); shard += ranks) {
      for (int element = 0; element < shards.size(shard); element++) {
        ids.add((long) element * shards.count() + shard);
      }
    }
    return ids;
  }

  /** The sorted example ids of each step of an epoch, over all ranks. */
  private static List<List<Long>> steps(VirtualShards shards, int batch, int ranks, long epoch) {
    List<List<Long>> steps = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      GlobalBatches batches = new GlobalBatches(shards, batch, rank, ranks);
      List<Long> kept = kept(shards, rank, ranks);
      int[] indices = new int[batches.maxRows()];
      for (int step = 0; step < batches.stepsPerEpoch(); step++) {
        if (steps.size() <= step) {
          steps.add(new ArrayList<>());
        }
        int rows = batches.select(epoch, (long) step * batch, indices);
        for (int row = 0; row < rows; row++) {
          steps.get(step).add(kept.get(indices[row]));
        }
      }
    }
    steps.forEach(step -> step.sort(null));
    return steps;
  }

  @Test
  void knowsTheNumberOfEachOfARanksExamples() {
    for (int n : new int[] {1, 3, 16, 17, 103, 160}) {
      VirtualShards shards = new VirtualShards(16, n, SEED);
      for (int ranks : new int[] {1, 2, 3, 5, 16}) {
        for (int rank = 0; rank < ranks; rank++) {
          GlobalBatches batches = new GlobalBatches(shards, 8, rank, ranks);
          List<Long> kept = kept(shards, rank, ranks);
          for (int index = 0; index < kept.size(); index++) {
            assertEquals(kept.get(index), batches.idOf(index));
          }
        }
      }
    }
  }

  @Test
  void everyExampleCountsExactlyOnceAnEpoch() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 60; trial++) {
      int n = 1 + random.nextInt(400);
      VirtualShards shards = new VirtualShards(1 << random.nextInt(7), n, SEED);
      int ranks = 1 + random.nextInt(shards.count());
      int batch = 1 + random.nextInt(90);
      long[] seen =
          steps(shards, batch, ranks, trial).stream()
              .flatMap(List::stream)
              .mapToLong(Long::longValue)
              .sorted()
              .toArray();
      long[] expected = new long[n];
      Arrays.setAll(expected, i -> i);
      assertArrayEquals(expected, seen, "n=" + n + " " + shards + " N=" + ranks + " B=" + batch);
    }
  }

  @Test
  void theGlobalBatchOfAStepDoesNotDependOnTheNumberOfWorkers() {
    VirtualShards shards = new VirtualShards(16, 333, SEED);
    List<List<Long>> alone = steps(shards, 50, 1, 3);
    assertEquals(List.of(50, 50, 50, 50, 50, 50, 33), alone.stream().map(List::size).toList());
    for (int ranks : new int[] {2, 3, 4, 5, 16}) {
      assertEquals(alone, steps(shards, 50, ranks, 3), ranks + " workers");
    }
  }

  @Test
  void epochsAndSeedsDifferInOrder() {
    VirtualShards shards = new VirtualShards(8, 200, SEED);
    assertEquals(steps(shards, 20, 2, 0), steps(shards, 20, 2, 0));
    assertNotEquals(steps(shards, 20, 2, 0), steps(shards, 20, 2, 1));
    assertNotEquals(
        steps(shards, 20, 2, 0), steps(new VirtualShards(8, 200, new Seed(8)), 20, 2, 0));
  }

  @Test
  void aPositionIsTheElementOfThePermutedShardThatTheDesignNames() {
    VirtualShards shards = new VirtualShards(4, 10, SEED);
    GlobalBatches batches = new GlobalBatches(shards, 10, 0, 1);
    List<Long> kept = kept(shards, 0, 1);
    int[] indices = new int[10];
    assertEquals(10, batches.select(5, 0, indices));
    for (int p = 0; p < 10; p++) {
      int shard = p % 4;
      long id = (long) shards.order(shard, 5)[p / 4] * 4 + shard;
      assertEquals(id, kept.get(indices[p]), "position " + p);
    }
  }

  @Test
  void noStepHasMoreRowsThanAnnounced() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 100; trial++) {
      VirtualShards shards = new VirtualShards(1 << random.nextInt(7), 500, SEED);
      int ranks = 1 + random.nextInt(shards.count());
      int batch = 1 + random.nextInt(200);
      int rank = random.nextInt(ranks);
      GlobalBatches batches = new GlobalBatches(shards, batch, rank, ranks);
      int[] indices = new int[batches.maxRows()];
      for (long p = 0; p < 500; p += batch) {
        assertTrue(batches.select(0, p, indices) <= batches.maxRows());
      }
    }
  }

  @Test
  void moreWorkersThanShardsAreRefused() {
    VirtualShards shards = new VirtualShards(2, 10, SEED);
    assertEquals(
        "Invalid workers (at most the 2 shards): 3",
        assertThrows(IllegalArgumentException.class, () -> new GlobalBatches(shards, 4, 0, 3))
            .getMessage());
  }
}
