package io.lockstep.driver.cli;

import io.lockstep.driver.memory.ExecutorMemory;
import io.lockstep.driver.memory.MemoryPlan;
import io.lockstep.driver.memory.MemoryPlan.Kind;
import io.lockstep.driver.memory.MemoryPlan.Part;
import io.lockstep.driver.training.RunMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A memory plan for people. */
final class MemoryLines {
  private MemoryLines() {}

  /** {@code Memory: 204 MiB of heap (of 2,048) and 520 MiB outside it for 2 workers ...}. */
  static String line(MemoryPlan plan, ExecutorMemory limits) {
    String where =
        limits.kind() == ExecutorMemory.Kind.LOCAL ? "in this process" : "in an executor";
    return "Memory: %s of heap (of %s) and %s outside it for %s %s"
        .formatted(
            Quantities.mebibytes(plan.heapBytes()),
            Quantities.mebibytes(limits.heap()),
            Quantities.mebibytes(plan.outsideHeapBytes()),
            plan.workers() == 1 ? "1 worker" : plan.workers() + " workers",
            where);
  }

  /** Part by part. */
  static List<String> table(MemoryPlan plan) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("part", "where", "each", "MiB", "in an executor"));
    for (Part part : plan.parts()) {
      rows.add(
          List.of(
              part.name(),
              word(part.kind()),
              "a " + part.each().name().toLowerCase(Locale.ROOT),
              number(part.bytes()),
              number(plan.inExecutor(part))));
    }
    return TextTable.lines(rows);
  }

  /** Planned against measured; empty if nothing was measured. */
  static Optional<String> compared(RunMemory memory) {
    if (memory.measured().peakResidentBytes() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s of heap and %s outside it (planned: %s and %s)"
            .formatted(
                Quantities.mebibytes(memory.measured().heapBytes()),
                Quantities.mebibytes(memory.measured().outsideHeapBytes()),
                Quantities.mebibytes(memory.plannedHeapBytes()),
                Quantities.mebibytes(memory.plannedOutsideHeapBytes())));
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case HEAP -> "heap";
      case DIRECT -> "direct buffers";
      case NATIVE -> "native";
      case RUNTIME -> "JVM";
    };
  }

  private static String number(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / (double) (1 << 20));
  }
}
