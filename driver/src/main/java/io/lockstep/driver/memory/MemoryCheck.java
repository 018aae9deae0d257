package io.lockstep.driver.memory;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.memory.MemoryPlan.Kind;
import io.lockstep.driver.memory.MemoryPlan.Need;
import io.lockstep.driver.memory.MemoryPlan.Part;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a plan fits a process. What can go to disk does not count: only what cannot fit ends a
 * run before it begins.
 */
public final class MemoryCheck {
  private static final long MIB = 1L << 20;

  /** Sizes are advised in steps of this. */
  private static final long STEP = 256 * MIB;

  /** A heap without room for garbage is collected all the time. */
  private static final double HEAP_ROOM = 1.5;

  /** A plan is within 20 % of what is measured (docs/memory.md). */
  private static final double MARGIN = 1.2;

  private MemoryCheck() {}

  /** Fails if it cannot fit, with the flags that make it fit. */
  public static void check(MemoryPlan plan, ExecutorMemory limits) {
    shortage(plan, limits)
        .ifPresent(
            what -> {
              throw new LockstepException(
                  ExitCode.RESOURCES,
                  "Cannot start: "
                      + (limits.kind() == ExecutorMemory.Kind.LOCAL
                          ? "this process"
                          : "an executor")
                      + " with "
                      + plan.workers()
                      + (plan.workers() == 1 ? " worker" : " workers")
                      + " needs "
                      + what
                      + " (most of it: "
                      + largest(plan)
                      + "). Give it more: "
                      + flags(plan, limits)
                      + "; or let it run fewer workers.");
            });
  }

  /** What does not fit, in words; empty if all does. */
  static Optional<String> shortage(MemoryPlan plan, ExecutorMemory limits) {
    long heap = plan.fixedBytes(Kind.HEAP);
    long direct = plan.fixedBytes(Kind.DIRECT);
    long outside = outside(plan);
    if (heap > limits.heap()) {
      return Optional.of(than(heap, "on the heap", limits.heap()));
    } else if (direct > limits.maxDirectBytes()) {
      return Optional.of(than(direct, "of direct buffers", limits.maxDirectBytes()));
    } else if (limits.kind() == ExecutorMemory.Kind.CONTAINER
        && certain(outside) > limits.container() - limits.heap()) {
      return Optional.of(than(outside, "outside the heap", limits.container() - limits.heap()));
    } else if (certain(heap + outside) > limits.maxPhysicalBytes()) {
      return Optional.of(than(heap + outside, "in all", limits.maxPhysicalBytes()));
    }
    return Optional.empty();
  }

  /** What to pass to Spark so that all fits, examples included, with a margin. */
  static String flags(MemoryPlan plan, ExecutorMemory limits) {
    long direct = (long) (MARGIN * plan.bytes(Kind.DIRECT));
    long all = (long) (MARGIN * (plan.heapBytes() + plan.outsideHeapBytes()));
    // Where nobody watches, JavaCPP's limit for the whole process is more than twice the heap.
    long half = all > limits.maxPhysicalBytes() ? all / 2 : 0;
    long least = Math.max((long) (HEAP_ROOM * plan.heapBytes()), Math.max(direct, half));
    long heap = up(Math.max(least, limits.heap()));
    String memory = (heap >> 20) + "m";
    return switch (limits.kind()) {
      case LOCAL -> "--driver-memory " + memory;
      case UNWATCHED -> "--executor-memory " + memory;
      case CONTAINER ->
          "--executor-memory "
              + memory
              + " --conf spark.executor.memoryOverhead="
              + (up((long) (MARGIN * plan.outsideHeapBytes()) + heap / 20) >> 20)
              + "m";
    };
  }

  /** What it takes at least, however wrong the estimate: no run is refused that may well fit. */
  private static double certain(long planned) {
    return planned / MARGIN;
  }

  private static long outside(MemoryPlan plan) {
    return plan.fixedBytes(Kind.DIRECT)
        + plan.fixedBytes(Kind.NATIVE)
        + plan.fixedBytes(Kind.RUNTIME);
  }

  private static String largest(MemoryPlan plan) {
    return plan.parts().stream()
        .filter(part -> part.need() == Need.FIXED)
        .sorted(Comparator.comparingLong((Part part) -> plan.inExecutor(part)).reversed())
        .limit(2)
        .map(part -> part.name() + " " + mib(plan.inExecutor(part)))
        .collect(Collectors.joining(", "));
  }

  private static String than(long needed, String where, long limit) {
    return mib(needed) + " " + where + ", more than the " + mib(limit) + " that it may take";
  }

  private static long up(long bytes) {
    return (bytes + STEP - 1) / STEP * STEP;
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + MIB - 1) / MIB);
  }
}
