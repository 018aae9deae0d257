package io.lockstep.driver.memory;

import static io.lockstep.checks.Checks.atLeast;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a process has taken; 0 where it cannot be told (not Linux).
 *
 * @param heapBytes in use on the heap after the last collection
 * @param committedHeapBytes that the heap holds of the system, garbage and free space included
 * @param peakResidentBytes most that the process has occupied so far ({@code VmHWM})
 */
public record MeasuredMemory(long heapBytes, long committedHeapBytes, long peakResidentBytes) {
  public static final MeasuredMemory NONE = new MeasuredMemory(0, 0, 0);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d{1,15}) kB$");

  public MeasuredMemory {
    atLeast(heapBytes, 0, "heap bytes");
    atLeast(committedHeapBytes, 0, "committed heap bytes");
    atLeast(peakResidentBytes, 0, "peak resident bytes");
  }

  /** Of this process, until now. */
  public static MeasuredMemory now() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new MeasuredMemory(
        afterCollection().orElse(heap.getUsed()), heap.getCommitted(), peakResident());
  }

  /**
   * What was occupied outside the heap at the most. A little low where the heap holds pages that it
   * has never touched; exact with {@code -XX:+AlwaysPreTouch}.
   */
  public long outsideHeapBytes() {
    return Math.max(0, peakResidentBytes - committedHeapBytes);
  }

  /** The larger one of two processes, by what they occupied outside their heaps. */
  public MeasuredMemory max(MeasuredMemory other) {
    return outsideHeapBytes() >= other.outsideHeapBytes() ? this : other;
  }

  private static Optional<Long> afterCollection() {
    Set<String> heapPools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .map(collector -> Optional.ofNullable(collector.getLastGcInfo()))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(GcInfo::getEndTime))
        .map(GcInfo::getMemoryUsageAfterGc)
        .map(after -> used(after, heapPools));
  }

  private static long used(Map<String, MemoryUsage> usage, Set<String> pools) {
    return pools.stream()
        .map(usage::get)
        .map(Optional::ofNullable)
        .flatMap(Optional::stream)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private static long peakResident() {
    try {
      return peakResident(Files.readString(STATUS));
    } catch (IOException e) {
      return 0;
    }
  }

  static long peakResident(String status) {
    Matcher matcher = PEAK.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
  }
}
