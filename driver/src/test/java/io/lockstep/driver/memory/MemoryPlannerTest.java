package io.lockstep.driver.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.memory.MemoryPlan.Kind;
import io.lockstep.driver.memory.MemoryPlan.Part;
import io.lockstep.driver.memory.Workload.Replication;
import io.lockstep.network.EngineMemory;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MemoryPlannerTest {
  private static final long MIB = 1L << 20;

  /** 10 x 100 weights and 10 biases: 4,040 bytes a vector. */
  private static final NetworkSpec NETWORK =
      NetworkSpec.infer(
          new ModelSpec(
              List.of(
                  new LayerSpec.Output(
                      OptionalInt.empty(), Optional.empty(), LayerSpec.Initialization.XAVIER))),
          Shape.flat(100),
          10,
          Loss.CROSS_ENTROPY);

  private static final ExecutorMemory LIMITS =
      ExecutorMemory.of("spark://host:7077", java.util.Map.of());

  private static MemoryPlan plan(
      Replication replication, int workers, int workersOfExecutor, long examples, long budget) {
    return MemoryPlanner.plan(
        new Workload(
            NETWORK,
            2,
            1,
            1,
            500,
            replication,
            new EngineMemory(7_000, 300, 50 * MIB),
            workers,
            workersOfExecutor,
            32,
            256,
            examples,
            0,
            104,
            budget),
        LIMITS);
  }

  private static long inExecutor(MemoryPlan plan, String name) {
    Part found = plan.parts().stream().filter(part -> part.name().equals(name)).findAny().get();
    return plan.inExecutor(found);
  }

  @Test
  void whatIsReplicatedExistsOnceAHostUnderGradientSharing() {
    MemoryPlan plan = plan(Replication.ONCE_A_HOST, 4, 4, 0, 0);
    assertEquals(4_040, inExecutor(plan, "parameters"));
    assertEquals(2 * 4_040, inExecutor(plan, "optimizer state"));
    assertEquals(4 * 4_040, inExecutor(plan, "gradient"));
  }

  @Test
  void everyWorkerHasItsOwnReplicaUnderParameterAveraging() {
    MemoryPlan plan = plan(Replication.ONCE_A_WORKER, 4, 4, 0, 0);
    assertEquals(4 * 4_040, inExecutor(plan, "parameters"));
    assertEquals(4 * 2 * 4_040, inExecutor(plan, "optimizer state"));
  }

  @Test
  void aCheckpointIsACopyOfAllStateWithWhatEveryRankHasHeldBack() {
    MemoryPlan plan = plan(Replication.ONCE_A_HOST, 4, 2, 0, 0);
    assertEquals((1 + 2 + 1 + 4) * 4_040, inExecutor(plan, "checkpoint"));
    assertEquals(2 * 4_040, inExecutor(plan, "held back"));
    assertEquals(2 * 500, inExecutor(plan, "optimizer"));
    assertEquals(4_040, inExecutor(plan, "synchronizer state"));
  }

  @Test
  void aRingOfThreeBatchesAndTheOneForEvaluationHoldFeaturesAndTargets() {
    long ring = 3 * 32 * (100 + 10);
    long evaluation = 256 * (100 + 2 * 10);
    assertEquals(
        2 * 4 * (ring + evaluation),
        inExecutor(plan(Replication.ONCE_A_HOST, 2, 2, 0, 0), "batches"));
  }

  @Test
  void examplesFillWholeSegmentsAndWhatIsBeyondTheBudgetIsOnDisk() {
    long segment = 32_768 * 104;
    assertEquals(0, examples(0, 100 * MIB));
    assertEquals(segment, examples(1, 100 * MIB));
    assertEquals(segment, examples(32_768, 100 * MIB));
    assertEquals(2 * segment, examples(32_769, 100 * MIB));
    // half of the budget is the training part's: four segments, and one to write through
    assertEquals(5 * segment, examples(1_000_000, 8 * segment));
  }

  private static long examples(long count, long budget) {
    return inExecutor(plan(Replication.ONCE_A_HOST, 1, 1, count, budget), "examples");
  }

  @Test
  void exchangesOnlyBetweenProcesses() {
    assertEquals(0, inExecutor(plan(Replication.ONCE_A_HOST, 2, 2, 0, 0), "exchange"));
    assertEquals(2 * 4_040, inExecutor(plan(Replication.ONCE_A_HOST, 4, 2, 0, 0), "exchange"));
  }

  @Test
  void totalsAreTheSumsOfTheParts() {
    MemoryPlan plan = plan(Replication.ONCE_A_WORKER, 6, 3, 50_000, 100 * MIB);
    long outside = 0;
    long heap = 0;
    for (Part part : plan.parts()) {
      long bytes = plan.inExecutor(part);
      heap += part.kind() == Kind.HEAP ? bytes : 0;
      outside += part.kind() == Kind.HEAP ? 0 : bytes;
    }
    assertEquals(heap, plan.heapBytes());
    assertEquals(outside, plan.outsideHeapBytes());
    assertTrue(heap > 0 && outside > 0);
  }
}
