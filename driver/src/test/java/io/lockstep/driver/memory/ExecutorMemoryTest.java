package io.lockstep.driver.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutorMemoryTest {
  private static final long MIB = 1L << 20;

  @Test
  void staysWithinAContainerWithSparksDefaults() {
    // heap 1024, overhead max(102, 384) = 384; the JVM's 256 + 51 leave 77, less than half
    ExecutorMemory memory = ExecutorMemory.of("yarn", Map.of());
    assertEquals(192 * MIB, memory.maxBytes());
    assertEquals(1408 * MIB - 1408 * MIB / 20, memory.maxPhysicalBytes());
  }

  @Test
  void givesJavaCppWhatTheJvmLeavesOfTheOverhead() {
    ExecutorMemory memory =
        ExecutorMemory.of(
            "k8s://https://host:6443",
            Map.of("spark.executor.memory", "10g", "spark.executor.memoryOverhead", "4096"));
    assertEquals((4096 - 256 - 512) * MIB, memory.maxBytes());
    assertEquals(14_336 * MIB - 14_336 * MIB / 20, memory.maxPhysicalBytes());
  }

  @Test
  void countsTheOverheadFactorAndSparksOffHeapMemory() {
    ExecutorMemory memory =
        ExecutorMemory.of(
            "yarn",
            Map.of(
                "spark.executor.memory", "10240m",
                "spark.executor.memoryOverheadFactor", "0.4",
                "spark.memory.offHeap.enabled", "true",
                "spark.memory.offHeap.size", "1g"));
    assertEquals((4096 - 256 - 512) * MIB, memory.maxBytes());
    assertEquals(15_360 * MIB - 15_360 * MIB / 20, memory.maxPhysicalBytes());
  }

  @Test
  void neverAllowsMoreThanTheContainerHolds() {
    for (int heap = 256; heap <= 65_536; heap *= 2) {
      for (int overhead = 64; overhead <= 65_536; overhead *= 2) {
        ExecutorMemory memory =
            ExecutorMemory.of(
                "yarn",
                Map.of(
                    "spark.executor.memory", heap + "m",
                    "spark.executor.memoryOverhead", overhead + "m"));
        assertTrue(memory.maxBytes() > 0 && memory.maxBytes() <= overhead * MIB);
        assertTrue(memory.maxPhysicalBytes() < (heap + overhead) * MIB);
      }
    }
  }

  @Test
  void givesSmallHeapsRoomWhereNobodyWatches() {
    ExecutorMemory memory =
        ExecutorMemory.of("spark://host:7077", Map.of("spark.executor.memory", "512m"));
    assertEquals(
        "-Dorg.bytedeco.javacpp.maxbytes=2147483648"
            + " -Dorg.bytedeco.javacpp.maxphysicalbytes=3221225472",
        memory.javaOptions());
  }

  @Test
  void namesASizeThatIsNone() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ExecutorMemory.of("yarn", Map.of("spark.executor.memory", "much")));
    assertEquals("Invalid spark.executor.memory (a size such as 4g or 512m): much", e.getMessage());
  }
}
