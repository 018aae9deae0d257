package io.lockstep.driver.memory;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.memory.MemoryPlan.Each;
import io.lockstep.driver.memory.MemoryPlan.Kind;
import io.lockstep.driver.memory.MemoryPlan.Need;
import io.lockstep.driver.memory.MemoryPlan.Part;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
  private static final long MIB = 1L << 20;
  private static final Pattern MEMORY = Pattern.compile("--(driver|executor)-memory (\\d+)m");
  private static final Pattern OVERHEAD = Pattern.compile("memoryOverhead=(\\d+)m");

  /** MiB of each kind; the examples may go to disk. */
  private static MemoryPlan plan(long heap, long direct, long natives, long jvm, long examples) {
    return new MemoryPlan(
        List.of(
            new Part("Spark", Kind.HEAP, Each.EXECUTOR, Need.FIXED, heap * MIB),
            new Part("gradient", Kind.DIRECT, Each.EXECUTOR, Need.FIXED, direct * MIB),
            new Part("activations", Kind.NATIVE, Each.EXECUTOR, Need.FIXED, natives * MIB),
            new Part("JVM", Kind.RUNTIME, Each.EXECUTOR, Need.FIXED, jvm * MIB),
            new Part("examples", Kind.DIRECT, Each.EXECUTOR, Need.SPILLS, examples * MIB)),
        2);
  }

  private static ExecutorMemory container(long heap, long overhead) {
    return ExecutorMemory.of(
        "yarn",
        Map.of(
            "spark.executor.memory", heap + "m", "spark.executor.memoryOverhead", overhead + "m"));
  }

  private static ExecutorMemory standalone(long heap) {
    return ExecutorMemory.of("spark://host:7077", Map.of("spark.executor.memory", heap + "m"));
  }

  @Test
  void saysWhatAContainerLacksAndWhichFlagsMend() {
    LockstepException e =
        assertThrows(
            LockstepException.class,
            () -> MemoryCheck.check(plan(100, 300, 200, 200, 0), container(1024, 384)));
    assertEquals(ExitCode.RESOURCES, e.exitCode());
    assertEquals(
        "Cannot start: an executor with 2 workers needs 700 MiB outside the heap, more than the 384"
            + " MiB that it may take (most of it: gradient 300 MiB, activations 200 MiB). Give it"
            + " more: --executor-memory 1024m --conf spark.executor.memoryOverhead=1024m; or let it"
            + " run fewer workers.",
        e.getMessage());
  }

  @Test
  void vectorsBeyondTheHeapsSizeMeetTheJvmsOwnLimit() {
    LockstepException executor =
        assertThrows(
            LockstepException.class,
            () -> MemoryCheck.check(plan(100, 1500, 100, 200, 0), standalone(1024)));
    assertTrue(
        executor.getMessage().contains("1,500 MiB of direct buffers, more than the 1,024 MiB"),
        executor.getMessage());
    assertTrue(executor.getMessage().contains("--executor-memory 2048m"), executor.getMessage());
    LockstepException local =
        assertThrows(
            LockstepException.class,
            () ->
                MemoryCheck.check(plan(100, 3000, 100, 200, 0), ExecutorMemory.local(2048 * MIB)));
    assertTrue(local.getMessage().startsWith("Cannot start: this process"), local.getMessage());
    assertTrue(local.getMessage().contains("--driver-memory 3840m"), local.getMessage());
  }

  @Test
  void examplesThatCanBeOnDiskEndNoRun() {
    assertDoesNotThrow(() -> MemoryCheck.check(plan(100, 300, 100, 200, 9000), standalone(1024)));
  }

  @Test
  void whatIsAdvisedFits() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 2_000; i++) {
      MemoryPlan plan =
          plan(
              random.nextInt(1, 8_000),
              random.nextInt(1, 60_000),
              random.nextInt(1, 20_000),
              random.nextInt(150, 2_000),
              random.nextInt(20_000));
      ExecutorMemory[] limits = {
        ExecutorMemory.local(512 * MIB), standalone(1024), container(1024, 384)
      };
      for (ExecutorMemory before : limits) {
        ExecutorMemory after = advised(MemoryCheck.flags(plan, before), before.kind());
        assertEquals(
            java.util.Optional.empty(), MemoryCheck.shortage(plan, after), "run " + i + after);
      }
    }
  }

  private static ExecutorMemory advised(String flags, ExecutorMemory.Kind kind) {
    Matcher memory = MEMORY.matcher(flags);
    assertTrue(memory.find(), flags);
    long heap = Long.parseLong(memory.group(2));
    if (kind == ExecutorMemory.Kind.LOCAL) {
      return ExecutorMemory.local(heap * MIB);
    } else if (kind == ExecutorMemory.Kind.UNWATCHED) {
      return standalone(heap);
    }
    Matcher overhead = OVERHEAD.matcher(flags);
    assertTrue(overhead.find(), flags);
    return container(heap, Long.parseLong(overhead.group(1)));
  }
}
