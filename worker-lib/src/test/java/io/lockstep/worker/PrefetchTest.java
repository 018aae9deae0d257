package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Waiting;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.VirtualShards;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetchTest {
  private static final int EXAMPLES = 101;
  private static final int GLOBAL_BATCH = 24;
  private static final int RANKS = 3;
  private static final VirtualShards SHARDS = new VirtualShards(8, EXAMPLES, new Seed(7));
  private static final RunLength LENGTH = new RunLength(Span.steps(40), batches(0).stepsPerEpoch());
  private static final Waiting PATIENT = new Waiting(Duration.ofSeconds(30), () -> false);
  private static final Progress START = Progress.start(EXAMPLES);

  /** Two features and a target that say which example it is. */
  private static final ExampleReader READER =
      (epoch, index, batch, row) -> {
        batch.features().set(2 * row, index);
        batch.features().set(2 * row + 1, -index);
        batch.targets().set(row, 0.5f * index);
      };

  private static GlobalBatches batches(int rank) {
    return new GlobalBatches(SHARDS, GLOBAL_BATCH, rank, RANKS);
  }

  private static Batch batch() {
    return new Batch(batches(0).maxRows(), 2, 1);
  }

  private static Prefetch prefetch(
      ExampleReader reader, int depth, Progress from, Waiting waiting) {
    return Prefetch.start(
        new BatchAssembly(batches(0), reader),
        PrefetchTest::batch,
        depth,
        from,
        LENGTH,
        waiting,
        0);
  }

  @Test
  void givesTheBatchesOfEveryStepOfTheRunWhateverTheDepth() {
    for (int depth : new int[] {1, 2, 5, 100}) {
      for (int rank = 0; rank < RANKS; rank++) {
        try (Prefetch prefetch =
            Prefetch.start(
                new BatchAssembly(batches(rank), READER),
                PrefetchTest::batch,
                depth,
                START,
                LENGTH,
                PATIENT,
                rank)) {
          assertBatchesFrom(START, prefetch, rank);
        }
      }
    }
  }

  @Test
  void beginsWhereTheRunIs() {
    Progress middle = START;
    for (int step = 0; step < 17; step++) {
      middle = middle.advance(batches(0).examples(middle.position()));
    }
    try (Prefetch prefetch = prefetch(READER, 2, middle, PATIENT)) {
      assertBatchesFrom(middle, prefetch, 0);
    }
  }

  /** Against batches assembled on this thread when they are needed, to the end of the run. */
  private static void assertBatchesFrom(Progress start, Prefetch prefetch, int rank) {
    BatchAssembly synchronous = new BatchAssembly(batches(rank), READER);
    Batch expected = batch();
    Progress now = start;
    while (!LENGTH.reachedBy(now)) {
      synchronous.assemble(now.epoch(), now.position(), expected);
      Batch actual = prefetch.take(now);
      assertEquals(expected.rows(), actual.rows(), "step " + now.step());
      assertEquals(batches(rank).examples(now.position()), prefetch.examples(now));
      Slice features = Slice.all(2 * expected.rows());
      assertArrayEquals(expected.features().toArray(features), actual.features().toArray(features));
      Slice targets = Slice.all(expected.rows());
      assertArrayEquals(expected.targets().toArray(targets), actual.targets().toArray(targets));
      prefetch.release(now);
      now = now.advance(prefetch.examples(now));
    }
  }

  @Test
  void keepsTheBatchInUseAndAtMostSoManyAhead() {
    AtomicInteger assembled = new AtomicInteger();
    int rows = batches(0).select(0, 0, new int[batches(0).maxRows()]);
    CountDownLatch ready = new CountDownLatch(3 * rows);
    ExampleReader counting =
        (epoch, index, batch, row) -> {
          assembled.incrementAndGet();
          ready.countDown();
        };
    Set<Batch> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    try (Prefetch prefetch = prefetch(counting, 2, START, PATIENT)) {
      seen.add(prefetch.take(START));
      await(ready);
      // One in use and two ready.
      assertEquals(3 * rows, assembled.get());
      for (Progress now = START; !LENGTH.reachedBy(now); ) {
        seen.add(prefetch.take(now));
        prefetch.release(now);
        now = now.advance(prefetch.examples(now));
      }
    }
    assertEquals(3, seen.size());
  }

  @Test
  void tellsTheStepWhyAnExampleCannotBeRead() {
    IOException disk = new IOException("No such device");
    ExampleReader broken = failingAfter(20, new UncheckedIOException(disk.getMessage(), disk));
    try (Prefetch prefetch = prefetch(broken, 2, START, PATIENT)) {
      LockstepException failure = assertThrows(LockstepException.class, () -> takeAll(prefetch));
      assertEquals(ExitCode.INTERNAL, failure.exitCode());
      assertTrue(
          failure.getMessage().matches("Cannot assemble the batch of step \\d+: No such device"),
          failure.getMessage());
      assertSame(disk, failure.getCause().getCause());
    }
  }

  @Test
  void keepsTheExitCodeOfAFailureAndTheMeaningOfAnError() {
    ExampleReader refused =
        failingAfter(0, new LockstepException(ExitCode.RESOURCES, "Cannot read: no memory"));
    try (Prefetch prefetch = prefetch(refused, 1, START, PATIENT)) {
      LockstepException failure = assertThrows(LockstepException.class, () -> takeAll(prefetch));
      assertEquals(ExitCode.RESOURCES, failure.exitCode());
    }
    ExampleReader exhausted =
        (epoch, index, batch, row) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    try (Prefetch prefetch = prefetch(exhausted, 1, START, PATIENT)) {
      assertThrows(OutOfMemoryError.class, () -> takeAll(prefetch));
    }
  }

  @Test
  void waitsForABatchNoLongerThanItsDeadlineAndSaysSo() {
    CountDownLatch never = new CountDownLatch(1);
    Waiting brief = new Waiting(Duration.ofMillis(20), () -> false);
    try (Prefetch prefetch =
        prefetch((epoch, index, batch, row) -> await(never), 2, START, brief)) {
      LockstepException failure = assertThrows(LockstepException.class, () -> prefetch.take(START));
      assertEquals(ExitCode.TEMPORARY, failure.exitCode());
      assertTrue(
          failure
              .getMessage()
              .startsWith("Cannot go on with step 0: its batch was not assembled within 0 s"),
          failure.getMessage());
      never.countDown();
    }
  }

  @Test
  void stopsWaitingWhenTheWorkerIsToldToStop() {
    CountDownLatch never = new CountDownLatch(1);
    Waiting stopped = new Waiting(Duration.ofSeconds(30), () -> true);
    try (Prefetch prefetch =
        prefetch((epoch, index, batch, row) -> await(never), 2, START, stopped)) {
      LockstepException failure = assertThrows(LockstepException.class, () -> prefetch.take(START));
      assertEquals(
          "Cannot go on with step 0: this worker was told to stop while it waited for its batch",
          failure.getMessage());
      never.countDown();
    }
  }

  @Test
  void leavesNoThreadWhereverTheRunIs() {
    prefetch(READER, 2, START, PATIENT).close();
    Prefetch begun = prefetch(READER, 2, START, PATIENT);
    begun.take(START);
    begun.close();
    Prefetch ended = prefetch(READER, 2, START, PATIENT);
    takeAll(ended);
    ended.close();
    Prefetch broken = prefetch(failingAfter(3, new IllegalStateException("no")), 2, START, PATIENT);
    assertThrows(LockstepException.class, () -> takeAll(broken));
    broken.close();
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("lockstep-prefetch-0")));
  }

  private static void takeAll(Prefetch prefetch) {
    for (Progress now = START; !LENGTH.reachedBy(now); now = now.advance(prefetch.examples(now))) {
      prefetch.take(now);
      prefetch.release(now);
    }
  }

  private static ExampleReader failingAfter(int rows, RuntimeException failure) {
    AtomicInteger read = new AtomicInteger();
    return (epoch, index, batch, row) -> {
      if (read.getAndIncrement() >= rows) {
        throw failure;
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
